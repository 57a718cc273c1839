"""The files of a backup: compressed lines, written under another name first, and read only with their digest."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from lamppost.backup.manifest import Part
from lamppost.backup.places import Place, own_file

CHUNK = 1 << 20
# Text shrinks to a fifth; more than this costs much time for little.
_LEVEL = 6


class LinesFile:
    """A file of lines that is being written; its name is its own only when it is `finished`."""

    def __init__(self, place: Place, name: str) -> None:
        self._place, self._name = place, name
        self._path = place.scratch / f"{name}.new"
        self._file = own_file(self._path)
        # Neither name nor time, so that equal lines make equal files.
        self._lines = gzip.GzipFile("", "wb", _LEVEL, self._file, mtime=0)
        self.count = self.size = 0

    def add(self, line: bytes) -> None:
        self._lines.write(line)
        self.count += 1
        self.size += len(line)

    def finish(self) -> Part:
        self._lines.close()
        self._file.close()
        digest = sha256_of(self._path)
        self._place.put(self._name, self._path)
        return Part(self._name, self.count, digest)


def write_lines(place: Place, name: str, lines: Iterable[bytes]) -> Part:
    file = LinesFile(place, name)
    for line in lines:
        file.add(line)
    return file.finish()


class Fault(Exception):
    """What is wrong with a file, in words."""


def read_lines(place: Place, part: Part) -> Iterator[bytes]:
    """All lines of a file; only the end of them says whether it was whole. Raises `Fault`."""
    count = 0
    with opened(place, part.name) as file:
        hashed = Hashed(file)
        try:
            with gzip.GzipFile(fileobj=hashed, mode="rb") as lines:
                for line in lines:
                    yield line
                    count += 1
        except (OSError, EOFError, zlib.error) as error:
            raise Fault(f"{part.name} cannot be read: {error}") from error
        hashed.read_rest()
    if hashed.hexdigest() != part.sha256:
        raise Fault(f"{part.name} is not what was written: its SHA-256 is another")
    if count != part.count:
        raise Fault(f"{part.name} has {count:,} lines and should have {part.count:,}")


@contextmanager
def opened(place: Place, name: str) -> Iterator[BinaryIO]:
    """Raises `Fault` where nothing is."""
    try:
        file = place.open(name)
    except OSError as error:
        raise Fault(f"{name} is missing") from error
    try:
        yield file
    finally:
        file.close()


@dataclass(slots=True)
class Hashed:
    """Reads a file and takes its digest, a piece at a time."""

    file: BinaryIO
    size: int = 0
    _digest: Any = None

    def __post_init__(self) -> None:
        self._digest = sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self._digest.update(piece)
        self.size += len(piece)
        return piece

    def read_rest(self) -> None:
        while self.read(CHUNK):
            pass

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        hashed = Hashed(file)
        hashed.read_rest()
    return hashed.hexdigest()
