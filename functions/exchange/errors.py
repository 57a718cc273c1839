"""What can be wrong with a file that somebody brings: always named with its place and reason."""

from dataclasses import dataclass
from pathlib import Path

from blog.errors import BlogError


@dataclass(frozen=True, slots=True)
class FileFault:
    """One thing to mend. `line` counts from 1."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class FileFaults(BlogError):
    """Everything that was found wrong; `str()` is one line for each fault, as editors and CI know them."""

    def __init__(self, faults: tuple[FileFault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class NotAnExport(BlogError):
    """The file cannot be read as a WordPress export; `reason` is one line."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")
