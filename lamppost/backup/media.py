"""Media objects out of their bucket and back, with what S3 says of each.

They are copied after the table: what an article of that moment shows was put into the bucket before it, so it is there,
unless it was deleted since.
"""

import json
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from botocore.exceptions import ClientError

from lamppost.backup.errors import NotEmpty, RestoredOtherwise
from lamppost.backup.files import CHUNK, Fault, Hashed, opened, read_lines, write_lines
from lamppost.backup.lines import as_line
from lamppost.backup.manifest import Media
from lamppost.backup.places import Place, own_file
from lamppost.backup.spool import Spool

_LIST, _FOLDER = "media.jsonl.gz", "media"
# What a PutObject may say again of what a GetObject has said.
_SAID = (
    "ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "Metadata",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MediaBucket:
    client: Any
    name: str

    def listed(self) -> Iterator[dict[str, Any]]:
        """Key, ETag and so on of every object, in the order of their keys."""
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name):
            yield from page.get("Contents", ())


def copy_out(bucket: MediaBucket, place: Place, spool: Spool, tell: Callable[[str], None]) -> Media:
    """Every object that is not at the place already."""
    for count, found in enumerate(bucket.listed(), 1):
        if not spool.has_media(found["Key"], found["ETag"]):
            _copy_out(bucket, found["Key"], place, spool)
        tell(f"{count:,} media objects")
    lines = [0, 0]

    def counted() -> Iterator[bytes]:
        for line in spool.media():
            lines[0] += 1
            lines[1] += json.loads(line)["size"]
            yield line

    part = write_lines(place, _LIST, counted())
    return Media(bucket.name, lines[0], lines[1], part)


def _copy_out(bucket: MediaBucket, key: str, place: Place, spool: Spool) -> None:
    try:
        answer = bucket.client.get_object(Bucket=bucket.name, Key=key)
    except bucket.client.exceptions.NoSuchKey:
        return  # deleted since it was listed
    path = place.scratch / "object.new"
    with answer["Body"] as body, own_file(path) as file:
        hashed = Hashed(body)
        while piece := hashed.read(CHUNK):
            file.write(piece)
    place.put(f"{_FOLDER}/{hashed.hexdigest()}", path)
    said = {name: answer[name] for name in _SAID if answer.get(name)}
    line = as_line({"key": key, "sha256": hashed.hexdigest(), "size": hashed.size} | said)
    spool.note_media(key, answer["ETag"], line)


def check(media: Media, place: Place) -> Iterator[str]:
    """A sentence for each fault. Everything is read."""
    try:
        for said in _lines(media, place):
            yield from _check(said, place)
    except Fault as fault:
        yield str(fault)
    except (ValueError, KeyError, TypeError) as error:
        yield f"{media.list.name} has a line that is none of a backup: {error}"


def _check(said: dict[str, Any], place: Place) -> Iterator[str]:
    name = _path(said)
    try:
        with opened(place, name) as body:
            hashed = Hashed(body)
            hashed.read_rest()
    except Fault as fault:
        yield f"{fault} ({said['key']})"
    else:
        if hashed.hexdigest() != said["sha256"]:
            yield f"{name} ({said['key']}) is not what was written: its SHA-256 is another"


def refuse_others(bucket: MediaBucket, media: Media, place: Place) -> None:
    """Raises `NotEmpty` when the bucket holds an object that the backup has not. Both are in their keys' order."""
    ours = _lines(media, place)
    said = next(ours, None)
    for found in bucket.listed():
        while said and said["key"].encode() < found["Key"].encode():
            said = next(ours, None)
        if not said or said["key"] != found["Key"] or not _is_there(bucket, said):
            raise NotEmpty(f"the bucket {bucket.name}", f"the object {found['Key']}")


def copy_in(bucket: MediaBucket, media: Media, place: Place, tell: Callable[[str], None]) -> None:
    """Every object that is not in the bucket already; S3 takes its digest again. Raises `RestoredOtherwise`."""
    for count, said in enumerate(_lines(media, place), 1):
        if not _is_there(bucket, said):
            _copy_in(bucket, said, place)
            if not _is_there(bucket, said):
                raise RestoredOtherwise(f"the media object {said['key']}")
        tell(f"{count:,} media objects")


def _copy_in(bucket: MediaBucket, said: dict[str, Any], place: Place) -> None:
    more = {name: said[name] for name in _SAID if name in said}
    # A file can be read again when a request is tried again, which what comes from a bucket cannot.
    with opened(place, _path(said)) as body, TemporaryFile() as file:
        shutil.copyfileobj(body, file, CHUNK)
        file.seek(0)
        checksum = {"ChecksumAlgorithm": "SHA256", "ChecksumSHA256": _checksum(said)}
        bucket.client.put_object(Bucket=bucket.name, Key=said["key"], Body=file, **checksum, **more)


def _is_there(bucket: MediaBucket, said: dict[str, Any]) -> bool:
    """Whether the bucket has this very object. S3 knows the digest of what was put with one, and else it is read.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
    """
    try:
        found = bucket.client.head_object(Bucket=bucket.name, Key=said["key"], ChecksumMode="ENABLED")
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
            return False
        raise
    if found["ContentLength"] != said["size"] or any(found.get(name) != said[name] for name in _SAID if name in said):
        return False
    return found.get("ChecksumSHA256") == _checksum(said) or _digest_in(bucket, said["key"]) == said["sha256"]


def _digest_in(bucket: MediaBucket, key: str) -> str:
    with bucket.client.get_object(Bucket=bucket.name, Key=key)["Body"] as body:
        hashed = Hashed(body)
        hashed.read_rest()
    return hashed.hexdigest()


def _lines(media: Media, place: Place) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in read_lines(place, media.list))


def _path(said: dict[str, Any]) -> str:
    """Raises `ValueError` for a digest that is none, and would lead elsewhere."""
    return f"{_FOLDER}/{bytes.fromhex(said['sha256']).hex()}"


def _checksum(said: dict[str, Any]) -> str:
    return b64encode(bytes.fromhex(said["sha256"])).decode()
