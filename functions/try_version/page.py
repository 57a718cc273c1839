"""What a page says of itself, as far as a trial looks: titles, headings, the first article of a list, a problem."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_HEADINGS = ("title", "h1", "h2")


@dataclass(slots=True)
class Page:
    """`texts` are those of `<title>`, `<h1>` and `<h2>`; `article` the address and title of the first listed one.

    `problem` is the status that a page for a problem tells the reader, or ''.
    """

    texts: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _HEADINGS})
    article: tuple[str, str] | None = None
    problem: str = ""


def read_page(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._words: list[str] | None = None
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS or ("class", "status") in attrs:
            self._words, self._address = [], ""
        elif tag == "a" and self._words is not None and ("class", "u-url") in attrs:
            self._address = dict(attrs).get("href") or ""

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._words is None or tag not in (*_HEADINGS, "p"):
            return
        text, self._words = " ".join("".join(self._words).split()), None
        if tag == "p":
            # Lists tell there what kind of list they are.
            self.page.problem = text if text.isdecimal() else ""
            return
        self.page.texts[tag].append(text)
        if tag == "h2" and self._address and not self.page.article:
            self.page.article = self._address, text
