"""`manifest.json`: what a backup holds, and the digest of each of its files."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from lamppost.backup.errors import NoBackup, UnknownFormat
from lamppost.backup.places import Place, own_file
from lamppost.output import counted

NAME = "manifest.json"
_FORMAT, _VERSION = "lamppost-backup", 1
_SEARCH_INDEX = "not in the backup: `lamppost restore` makes it anew from the table"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of lines; `sha256` is that of the compressed file."""

    name: str
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Items:
    count: int
    kinds: dict[str, int]
    digest: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Media:
    bucket: str
    count: int
    bytes: int
    list: Part


@dataclass(frozen=True, slots=True)
class Manifest:
    """`media` is None when the blog's bucket for them was not known; times are ISO 8601 in UTC."""

    began_at: str
    state_of: str
    table: str
    items: Items
    media: Media | None


def write(manifest: Manifest, place: Place) -> None:
    """To be done last: it is what makes a backup whole."""
    said = {"format": _FORMAT, "version": _VERSION} | asdict(manifest) | {"search_index": _SEARCH_INDEX}
    file = place.scratch / NAME
    with own_file(file) as new:
        new.write(json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n")
    place.put(NAME, file)


def read(place: Place) -> Manifest:
    """Raises `NoBackup`, `UnknownFormat`."""
    try:
        with place.open(NAME) as file:
            said = json.loads(file.read())
        if (said["format"], said["version"]) != (_FORMAT, _VERSION):
            raise UnknownFormat(place, f"it says {said['format']}, version {said['version']}")
        return _read(said)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoBackup(place) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UnknownFormat(place, f"{type(error).__name__}: {error}") from error


def _read(said: dict[str, Any]) -> Manifest:
    items, media = said["items"], said["media"]
    found = Items(items["count"], items["kinds"], items["digest"], tuple(Part(**each) for each in items["parts"]))
    listed = Media(**media | {"list": Part(**media["list"])}) if media else None
    return Manifest(said["began_at"], said["state_of"], said["table"], found, listed)


def summary(manifest: Manifest) -> list[tuple[str, str]]:
    """What an owner wants to know of a backup, as fields."""
    media = manifest.media
    files = f"{counted(media.count, 'object')}, {media.bytes:,} bytes" if media else "not in it: no bucket was known"
    return [
        ("Table", manifest.table),
        ("State of", manifest.state_of),
        ("Items", f"{manifest.items.count:,}"),
        ("of which", ", ".join(f"{kind} {count:,}" for kind, count in sorted(manifest.items.kinds.items()))),
        ("Digest", manifest.items.digest),
        ("Media", files),
        ("Search index", _SEARCH_INDEX),
    ]
