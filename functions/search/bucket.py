"""The index's file in its bucket.

Conditional requests, so that nothing is fetched twice, and no writer replaces what it has not seen:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
"""

import shutil
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

KEY = "index.sqlite3"
_CHUNK = 1 << 20
# Another writer was first, is at it just now, or somebody deleted what was to be replaced.
_LOST = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})


class NoIndex(Exception):
    """The bucket holds no index (yet)."""


class LostRace(Exception):
    """The index in the bucket is not the one that was to be replaced."""


class IndexBucket:
    """The bucket `name`, through a boto3 S3 client. Any `ClientError` that says something else rises untouched."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._place = {"Bucket": name, "Key": KEY}

    def etag(self) -> str:
        """Of the index as it is now; '' when there is none."""
        try:
            return self._client.head_object(**self._place)["ETag"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "404":
                return ""
            raise

    def fetch(self, path: Path, known: str = "") -> str:
        """The index's ETag; unless that is the `known` one, its file is at `path` then. Raises `NoIndex`."""
        condition = {"IfNoneMatch": known} if known else {}
        try:
            answer = self._client.get_object(**self._place, **condition)
        except ClientError as error:
            match error.response["Error"]["Code"]:
                case "304":
                    return known
                case "NoSuchKey":
                    raise NoIndex from error
            raise
        with answer["Body"] as body, path.open("wb") as file:
            shutil.copyfileobj(body, file, _CHUNK)
        return answer["ETag"]

    def replace(self, path: Path, etag: str) -> str:
        """Puts the file at `path` in the place of the index with this ETag, '' for none; its own. Raises `LostRace`."""
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        try:
            with path.open("rb") as file:
                return self._client.put_object(**self._place, **condition, Body=file)["ETag"]
        except ClientError as error:
            if error.response["Error"]["Code"] in _LOST:
                raise LostRace from error
            raise
