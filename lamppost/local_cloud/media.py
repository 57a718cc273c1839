"""The bucket of pictures and other files behind the edge, as S3 answers CloudFront."""

from functools import partial
from typing import Any
from urllib.parse import unquote

from botocore.exceptions import ClientError

from lamppost.local_cloud.answers import Answer

_MISSING = b"<?xml version='1.0' encoding='UTF-8'?>\n<Error><Code>NoSuchKey</Code></Error>"


def media_in(s3: Any, bucket: str) -> partial[Answer]:
    """What answers a path, which is the key of a file."""
    return partial(_file, s3, bucket)


def _file(s3: Any, bucket: str, path: str) -> Answer:
    try:
        found = s3.get_object(Bucket=bucket, Key=unquote(path).lstrip("/"))
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
        return _answer(404, _MISSING, {"content-type": "application/xml"})
    http = found["ResponseMetadata"]["HTTPHeaders"]
    headers = {name: http[name] for name in ("content-type", "cache-control", "etag", "last-modified") if name in http}
    return _answer(200, found["Body"].read(), headers)


def _answer(status: int, body: bytes, headers: dict[str, str]) -> Answer:
    return Answer(status, (*headers.items(), ("content-length", str(len(body)))), body)
