"""WordPress's own theme unit test data, the export with which themes are tried. It is not ours to ship.

LAMPPOST_DATA names the file or its folder; else it is looked for beside the repository, in shared/data.
"""

import os
from pathlib import Path

import pytest

PLACE = Path(os.environ.get("LAMPPOST_DATA") or Path(__file__).parents[3] / "shared" / "data")
FILE = PLACE / "themeunittestdata.wordpress.xml" if PLACE.is_dir() else PLACE


def theme_data() -> Path:
    """The file. Skips the test where it is not."""
    if not FILE.is_file():
        pytest.skip("the theme unit test data is not here")
    return FILE
