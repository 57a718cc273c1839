"""Stylesheet and icons: each has an address with the hash of its bytes, to be kept forever."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    name: str
    hashed_name: str
    content_type: str
    content: bytes


class Assets:
    """The files of one folder, read once. Addresses are `/assets/<stem>.<hash><suffix>`."""

    def __init__(self, folder: Path) -> None:
        self._by_name = {path.name: _asset(path) for path in sorted(folder.iterdir()) if path.suffix in _CONTENT_TYPES}
        self._by_hashed_name = {asset.hashed_name: asset for asset in self._by_name.values()}

    def url(self, name: str) -> str:
        """The lasting address of a file that a template names. Raises `KeyError` for one that is not there."""
        return f"/assets/{self._by_name[name].hashed_name}"

    def find(self, name: str) -> tuple[Asset, bool] | None:
        """The asset, and whether `name` carries its hash, so that the answer never changes."""
        if name in self._by_hashed_name:
            return self._by_hashed_name[name], True
        if name in self._by_name:
            return self._by_name[name], False
        return None


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    digest = blake2b(content, digest_size=5).hexdigest()
    return Asset(path.name, f"{path.stem}.{digest}{path.suffix}", _CONTENT_TYPES[path.suffix], content)
