"""A page that was fetched, shown in a window of Chromium; and what showing it took."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, Request, Response, Route

from tests.support.visitor import Fetched, is_own

_PAINTED = "new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))"
_WATCH_SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver(seen => { for (const shift of seen.getEntries()) window.shifted += shift.value })
        .observe({type: 'layout-shift', buffered: true})
"""


@dataclass(frozen=True, slots=True)
class Load:
    """`html` and `css` are bytes, compressed as they are sent and uncompressed; `css` is by the stylesheet's name.

    `shifted` is how far things moved while pictures arrived (Chromium's cumulative layout shift).
    """

    html: int
    css: dict[str, int]
    scripts: list[str]
    requests: list[str]
    elsewhere: list[str]
    missing: list[str]
    shifted: float


@contextmanager
def window(browser: Browser, width: int = 360) -> Iterator[Page]:
    """A window that has seen nothing yet, so nothing comes from a cache."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.add_init_script(_WATCH_SHIFTS)
    yield context.new_page()
    context.close()


def show(window: Page, answer: Fetched) -> None:
    """The very page that was fetched, with all that it links to: it may be the answer to a form.

    Pictures arrive after the words were painted, as they do when they come from far away.
    """
    page = answer.url.partition("#")[0]
    waiting: list[Route] = []
    painted = False

    def give(route: Route) -> None:
        if route.request.url == page:
            route.fulfill(body=answer.content, content_type=answer.headers["Content-Type"])
        elif route.request.resource_type == "image" and not painted:
            waiting.append(route)
        else:
            route.continue_()

    window.route("**/*", give)
    window.goto(answer.url, wait_until="domcontentloaded")
    window.evaluate(_PAINTED)
    painted = True
    for route in waiting:
        route.continue_()
    window.wait_for_load_state()
    window.evaluate(_PAINTED)
    window.unroute("**/*", give)


def load(window: Page, answer: Fetched) -> Load:
    """Shows the page in a new window and watches what it asks for."""
    asked: list[Request] = []
    answered: list[Response] = []
    failed: list[str] = []
    window.on("request", lambda request: asked.append(request))
    window.on("response", lambda response: answered.append(response))
    window.on("requestfailed", lambda request: failed.append(request.url))
    show(window, answer)
    # Pictures further down are asked for when a reader comes near.
    later = [answer.address_in(each, "src") for each in answer.page.css("[loading=lazy]")]
    addresses = list(dict.fromkeys([*(request.url for request in asked), *later]))
    styles = [each for each in answered if each.request.resource_type == "stylesheet"]
    return Load(
        html=len(answer.sent),
        css={_name(each.url): len(each.body()) for each in styles},
        scripts=[each.url for each in asked if each.resource_type == "script"] + _inline_scripts(answer),
        requests=addresses,
        elsewhere=[url for url in addresses if not url.startswith("data:") and not is_own(url, answer.url)],
        missing=[*failed, *(each.url for each in answered[1:] if each.status >= 400)],
        shifted=window.evaluate("window.shifted"),
    )


def beside_its_text(answer: Fetched) -> int:
    """Bytes of a page as it is sent, without what the words of its author and its readers take, compressed alone."""
    words = "\n".join(node.text() for node in answer.page.css(".e-content"))
    return len(answer.sent) - len(gzip.compress(words.encode()))


def _inline_scripts(answer: Fetched) -> list[str]:
    """All that a browser would run. JSON-LD is a data block and none: HTML Standard §4.12.1."""
    blocks = answer.page.css("script:not([src])")
    return [block.html or "" for block in blocks if block.attributes.get("type") != "application/ld+json"]


def _name(url: str) -> str:
    """A stylesheet's, without the hash that its address carries."""
    return url.rpartition("/")[2].partition(".")[0]
