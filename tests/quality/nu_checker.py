"""The Nu HTML checker of the W3C (npm's vnu-jar): HTML, CSS and SVG files in one run of Java."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.support.missing import missing

_JAR = Path(__file__).parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def faults_in(documents: Mapping[str, bytes], folder: Path) -> list[str]:
    """A line for each error; names end in .html, .css or .svg and are written into the empty `folder`."""
    if not shutil.which("java"):
        missing("Java", "the Nu HTML checker needs a runtime of version 11 or later")
    if not _JAR.is_file():
        missing("the Nu HTML checker", "run `npm ci`")
    for name, content in documents.items():
        (folder / name).write_bytes(content)
    options = ("--format", "json", "--stdout", "--errors-only", "--also-check-css", "--also-check-svg")
    done = subprocess.run(
        ["java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-jar", str(_JAR), *options, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(f"the Nu HTML checker did not run:\n{done.stderr}")
    return [_line(message) for message in json.loads(done.stdout)["messages"]]


def _line(message: dict[str, str]) -> str:
    name = unquote(urlsplit(message.get("url", "")).path).rpartition("/")[2]
    extract = " ".join(message.get("extract", "").split())
    return f"{name}:{message.get('lastLine', '?')}: {message['message']} {extract}".strip()
