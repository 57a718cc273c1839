"""Lines for whoever watches. What stands there stays: nobody's address, and nothing that a terminal would obey."""

import re
import sys
from typing import TextIO

_EMAIL = re.compile(r"[^\s/@]+@[^\s/@]+")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


def write_line(line: str, out: TextIO | None = None) -> None:
    """One line on `out`, or on stderr; in one piece, so that those of several threads do not run into each other."""
    out = out or sys.stderr
    out.write(f"{_EMAIL.sub('…@…', _UNPRINTABLE.sub('?', line))}\n")
    out.flush()
