"""The door: reads the environment, builds the real parts once, exports `handle`."""

import atexit
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from follow_changes.changes import hand_on
from follow_changes.invalidation import Invalidation
from follow_changes.schedules import ArticleTimes
from follow_changes.search_follower import SearchFollower
from follow_changes.watched import batch_metrics
from search.bucket import IndexBucket
from search.keeper import IndexKeeper
from storage.blog_table import BlogTable
from watching.watch import Watch

_watch = Watch(os.environ)
# Nobody waits for this, and a batch that fails comes again.
_config = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "max_attempts": 5})
_folder = Path(tempfile.mkdtemp(prefix="lamppost-changes-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
_followers = (
    ArticleTimes(
        boto3.client("scheduler", config=_config),
        os.environ["SCHEDULE_GROUP"],
        {
            "Arn": os.environ["KEEP_TIME_ARN"],
            "RoleArn": os.environ["SCHEDULER_ROLE_ARN"],
            "DeadLetterConfig": {"Arn": os.environ["UNDELIVERED_ARN"]},
        },
    ),
    SearchFollower(IndexKeeper(IndexBucket(boto3.client("s3", config=_config), os.environ["SEARCH_BUCKET"]), _folder)),
    Invalidation(
        boto3.client("cloudfront", config=_config),
        os.environ["DISTRIBUTION_ID"],
        BlogTable(_watch.metered(boto3.client("dynamodb", config=_config)), os.environ["TABLE_NAME"]),
    ),
)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    records = event["Records"]
    with _watch.begin(context):
        answer = hand_on(records, _followers, _watch.failed)
    _watch.end("changes", batch_metrics(records, len(answer["batchItemFailures"]), time.time()))
    return answer
