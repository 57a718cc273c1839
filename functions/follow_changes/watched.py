"""What a batch of the stream's records says about itself, as metrics."""

from collections.abc import Sequence

from follow_changes.changes import Record
from watching.emf import Metric


def batch_metrics(records: Sequence[Record], failed: int, now: float) -> dict[Metric, float]:
    """How many records came, how many of them failed, and the age of the oldest; `now` is in seconds since 1970.

    A record says when it was made to the second: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
    """
    made = [each["dynamodb"].get("ApproximateCreationDateTime", now) for each in records]
    age = max(0.0, now - min(made, default=now))
    return {Metric.RECORDS: len(records), Metric.FAILED_RECORDS: failed, Metric.AGE: round(age, 3)}
