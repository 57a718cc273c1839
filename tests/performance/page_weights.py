"""What a reader's browser asks for, by kind of page, and what Lighthouse says of its speed on a slow telephone.

Bytes are counted. Performance is a time: Lighthouse simulates the telephone and its network from what it observes
here, so that it differs little from run to run, but it is nothing that a test may rely on.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.quality.page_kinds import KINDS
from tests.support.chromium import chromium
from tests.support.lighthouse import TIMED, lighthouse
from tests.support.measured import measured_blog
from tests.support.windows import Load, beside_its_text, load, window

_SHOWN = ("home", "article", "article with 50 comments", "archive", "search")


def report(folder: Path) -> Iterator[str]:
    with measured_blog(folder / "measured") as blog:
        pages = {kind.name: kind.reach(blog) for kind in KINDS if kind.name in _SHOWN}
        with chromium() as browser:
            loads = {}
            for name, page in pages.items():
                with window(browser) as opened:
                    loads[name] = load(opened, page)
        speeds = lighthouse([page.url for page in pages.values()], [TIMED])
        long = beside_its_text(pages["article with 50 comments"])
    yield "A page in the browser                     HTML, gzip        CSS    scripts   requests   performance"
    for name, found in loads.items():
        yield f"  {name:<36} {_row(found)} {speeds[pages[name].url][TIMED].score:>13}"
    yield f"  {'50 comments, beside their text':<36} {long:>10} B   aim: at most 15,360"
    yield "  aim: CSS at most 8,192 B, no script but the form's, performance at least 98"


def _row(found: Load) -> str:
    return f"{found.html:>10} B {sum(found.css.values()):>8} B {len(found.scripts):>10} {len(found.requests):>10}"
