"""What is uploaded and unpacked: the artifact for the architecture that the template deploys to."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.performance import builds

_MB = 1_000_000


def report(folder: Path) -> Iterator[str]:
    ours = _sizes(builds.shipped(folder / "deployed", "arm64"), folder)
    plain = _sizes(builds.plain(folder / "deployed-plain", "arm64"), folder)
    yield "Artifact of serve_pages (arm64)              unzipped      zipped"
    for name, (unzipped, zipped) in {"as built": ours, "plain build": plain}.items():
        yield f"  {name:<40} {unzipped / _MB:>9.1f} MB {zipped / _MB:>8.1f} MB"
    yield f"  {'ratio':<40} {ours[0] / plain[0]:>9.2f} × {ours[1] / plain[1]:>9.2f} ×   aim: at most 6 MB zipped"


def _sizes(artifact: Path, folder: Path) -> tuple[int, int]:
    """Bytes of all files, and of the zip file that SAM would upload."""
    target = folder / "size.zip"
    files = [path for path in sorted(artifact.rglob("*")) if path.is_file()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(artifact))
    return sum(path.stat().st_size for path in files), target.stat().st_size
