"""axe-core finds nothing on any kind of page, on a telephone and on a desk, in light and in dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.quality.page_kinds import KINDS
from tests.support.measured import Measured
from tests.support.missing import missing
from tests.support.windows import show

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("quality")]

_AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
_WIDTHS = (360, 1280)
_SCHEMES = ("light", "dark")
_RUN = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"


@pytest.fixture(scope="module")
def axe() -> str:
    return _AXE.read_text(encoding="utf-8") if _AXE.is_file() else missing("axe-core", "run `npm ci`")


@pytest.fixture(scope="module")
def window(browser: Browser, measured: Measured) -> Iterator[Page]:
    context = browser.new_context(base_url=measured.visitor.origin)
    yield context.new_page()
    context.close()


def violations(window: Page, axe: str) -> set[str]:
    """A line for each, at each width and in each scheme. What is evaluated so, the page's policy does not forbid."""
    window.evaluate(axe)
    found = set()
    for width in _WIDTHS:
        window.set_viewport_size({"width": width, "height": 800})
        for scheme in _SCHEMES:
            window.emulate_media(color_scheme=scheme)
            for violation in window.evaluate(_RUN):
                where = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
                found.add(f"{violation['id']} at {width} in {scheme}: {violation['help']}: {', '.join(where[:5])}")
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_axe_finds_nothing(kind, pages, window, axe):
    show(window, pages[kind.name])
    assert violations(window, axe) == set()


def test_a_planted_fault_is_found_where_it_is(window, axe):
    window.set_content(
        "<!doctype html><html lang=en><title>x</title><style>"
        "p { color: #555; background: white } @media (prefers-color-scheme: dark) { p { background: black } }"
        "@media (max-width: 400px) { div { display: none } }"
        "</style><main><h1>x</h1><p>Grey</p><div><img src='data:,' width=9 height=9></div></main>"
    )
    found = {fault.partition(":")[0] for fault in violations(window, axe)}
    assert found == {
        "color-contrast at 360 in dark",
        "color-contrast at 1280 in dark",
        "image-alt at 1280 in light",
        "image-alt at 1280 in dark",
    }
