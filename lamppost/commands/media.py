"""`lamppost media`: pictures and other files of articles, in the bucket behind the edge."""

import mimetypes
from hashlib import blake2b
from pathlib import Path
from typing import Any

import click
from botocore.exceptions import ClientError

from blog.permalinks import url_path
from blog.slugs import term_slug
from lamppost.errors import LamppostError
from lamppost.output import print_table
from lamppost.target import Target

_FOLDER = "media/"
# An address holds the hash of the bytes, so what is behind it never changes.
_CACHE = "public, max-age=31536000, immutable"
# What a browser shows or plays in a page, and what is read or kept.
_KINDS = ("image/", "video/", "audio/", "text/plain", "text/vtt", "application/pdf", "application/zip",
          "application/epub+zip")  # fmt: skip


class NoMedium(LamppostError):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: what kind of file this is cannot be told by its name, or no article shows it; "
            "pictures, sound, films, .pdf, .epub, .zip, .txt and .vtt are taken"
        )


@click.group()
def media() -> None:
    """Pictures and other files for articles: add them, and see which there are."""


@media.command()
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.pass_obj
def add(target: Target, files: tuple[Path, ...]) -> None:
    """Put each FILE where readers find it, and say its address for Markdown: ![What it shows](ADDRESS).

    The same file again has the same address. A changed one gets another.
    """
    # All of them are looked at before any is put.
    kinds = {path: content_type(path) for path in files}
    for path, kind in kinds.items():
        key = key_of(path)
        if not _is_there(target, key):
            more = {"ContentType": kind, "CacheControl": _CACHE}
            target.media_client.upload_file(str(path), target.media_bucket, key, ExtraArgs=more)
        click.echo(url_path(f"/{key}"))


@media.command("list")
@click.pass_obj
def list_(target: Target) -> None:
    """The addresses of all files, with their sizes and when they were added."""
    pages = target.media_client.get_paginator("list_objects_v2").paginate(Bucket=target.media_bucket, Prefix=_FOLDER)
    found = (each for page in pages for each in page.get("Contents", ()))
    print_table(("Address", "Bytes", "Added"), map(_row, found))


def content_type(path: Path) -> str:
    """Raises `NoMedium`."""
    kind, packed = mimetypes.guess_type(path.name)
    if kind is None or packed or not kind.startswith(_KINDS):
        raise NoMedium(path)
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def key_of(path: Path) -> str:
    """`media/<name>.<hash><suffix>`: a name that needs no escapes, and the hash of the file's bytes."""
    digest = blake2b(digest_size=6)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    name = term_slug(path.stem).replace(".", "-")[:80] or "file"
    return f"{_FOLDER}{name}.{digest.hexdigest()}{path.suffix.lower()}"


def _is_there(target: Target, key: str) -> bool:
    try:
        target.media_client.head_object(Bucket=target.media_bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] != "404":
            raise
        return False
    return True


def _row(found: dict[str, Any]) -> tuple[str, str, str]:
    return url_path(f"/{found['Key']}"), f"{found['Size']:,}", f"{found['LastModified']:%Y-%m-%d %H:%M}"
