"""Where backups lie: a folder, or a prefix in a bucket."""

import os
import shutil
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

import boto3

from lamppost.backup.errors import NotAPlace
from lamppost.local_cloud.running import record_path

_OWNER_ONLY, _OWNERS_FOLDER = 0o600, 0o700
_SCHEME = "s3://"
_SCRATCH = "unfinished"


class Place(Protocol):
    """`scratch` is a folder of this machine for what is unfinished; it goes when the backup is whole."""

    scratch: Path

    def put(self, name: str, file: Path) -> None:
        """Moves a finished file to its name, in one step."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Raises `FileNotFoundError`."""
        ...

    def is_empty(self) -> bool:
        """Whether there is nothing but, perhaps, what is unfinished."""
        ...


def place_of(text: str) -> Place:
    """The place that an owner has named. Raises `NotAPlace`."""
    if not text.startswith(_SCHEME):
        if "://" in text or not text:
            raise NotAPlace(text)
        return Folder(Path(text))
    parts = urlsplit(text)
    if not parts.netloc or parts.query or parts.fragment:
        raise NotAPlace(text)
    return Prefix(parts.netloc, parts.path.strip("/"))


class Folder:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.scratch = path / _SCRATCH

    def __str__(self) -> str:
        return str(self._path)

    def put(self, name: str, file: Path) -> None:
        target = self._path / name
        own_folder(self._path)
        own_folder(target.parent)
        with file.open("rb") as written:
            os.fsync(written.fileno())
        file.replace(target)

    def open(self, name: str) -> BinaryIO:
        return (self._path / name).open("rb")

    def is_empty(self) -> bool:
        if self._path.is_file():
            return False
        return not self._path.exists() or all(each.name == _SCRATCH for each in self._path.iterdir())


class Prefix:
    """Objects are encrypted by S3's own key, whatever the bucket's default is."""

    def __init__(self, bucket: str, prefix: str, client: Any = None) -> None:
        self._bucket, self._given = bucket, client
        self._prefix = f"{prefix}/" if prefix else ""
        digest = sha256(str(self).encode()).hexdigest()[:16]
        self.scratch = record_path().parent / "backups" / digest

    @cached_property
    def _client(self) -> Any:
        return self._given or boto3.client("s3")

    def __str__(self) -> str:
        return f"{_SCHEME}{self._bucket}/{self._prefix}"

    def put(self, name: str, file: Path) -> None:
        encrypted = {"ServerSideEncryption": "AES256"}
        self._client.upload_file(str(file), self._bucket, self._prefix + name, ExtraArgs=encrypted)
        file.unlink()

    def open(self, name: str) -> BinaryIO:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"]
        except self._client.exceptions.NoSuchKey as error:
            raise FileNotFoundError(name) from error

    def is_empty(self) -> bool:
        found = self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, MaxKeys=1)
        return not found.get("Contents")


def own_folder(path: Path) -> None:
    """The folder, made if it is missing, for its owner alone."""
    path.mkdir(parents=True, exist_ok=True, mode=_OWNERS_FOLDER)
    path.chmod(_OWNERS_FOLDER)


def own_file(path: Path) -> BinaryIO:
    """A new file for its owner alone, open for writing."""
    return open(path, "wb", opener=lambda name, flags: os.open(name, flags, _OWNER_ONLY))


def remove(scratch: Path) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
