"""The last step of every body, wherever it came from: what its page needs to know of it is found, once.

It takes HTML that `html` has cleaned and adds only markup of its own, so that cleaning the result changes nothing, and
neither does finishing it again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from blog.article import Heading
from blog.slugs import term_slug
from exchange.allowed import is_address, is_free_id
from exchange.highlighting import with_colours
from exchange.html import text_of
from exchange.summaries import without_footnotes
from exchange.tags import ATTRIBUTES, START_TAG, read_attributes

# A table of contents helps where there is something to find: three headings, and three minutes of reading.
CONTENTS_FROM_HEADINGS = 3
CONTENTS_FROM_WORDS = 600
MOST_IMAGES = 20
_LONGEST_ID = 80
_HEADING = re.compile(rf"<h(?P<level>[2-4])(?P<attributes>{ATTRIBUTES})>(?P<inner>.*?)</h(?P=level)>", re.DOTALL)
_ID = re.compile(r' id="([^"]*)"')
# Scripts that put no blanks between words: about two signs make one in Chinese and Japanese, five in Thai, Lao, Burmese
# and Khmer.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SPACED = re.compile(r"\w\S*")


@dataclass(frozen=True, slots=True)
class Finished:
    """A body and what is known of it, as `blog.article.Article` has it."""

    body: str
    contents: tuple[Heading, ...]
    word_count: int
    images: tuple[str, ...]


def finish(html: str) -> Finished:
    """Cleaned HTML with its code coloured, each id given once, and an id on every heading that has words."""
    body, headings = _with_anchors(with_colours(html))
    words = count_words(text_of(body))
    long = words >= CONTENTS_FROM_WORDS and len(headings) >= CONTENTS_FROM_HEADINGS
    return Finished(body, headings if long else (), words, tuple(_images(body)))


def count_words(text: str) -> int:
    """The words of plain text, in any script: near enough to tell how long it takes to read."""
    if text.isascii():
        return len(_SPACED.findall(text))
    spaced, dense = _DENSE.subn(" ", text)
    spaced, unspaced = _UNSPACED.subn(" ", spaced)
    return len(_SPACED.findall(spaced)) + (dense + 1) // 2 + (unspaced + 4) // 5


def _with_anchors(html: str) -> tuple[str, tuple[Heading, ...]]:
    taken = {found[1] for tag in START_TAG.finditer(html) if (found := _ID.search(tag["attributes"]))}
    seen: set[str] = set()
    headings: list[Heading] = []

    def once(tag: re.Match[str]) -> str:
        found = _ID.search(tag["attributes"])
        if found and found[1] in seen:
            return tag[0].replace(found[0], f' id="{_free_id(found[1], taken)}"', 1)
        seen.update(found.groups() if found else ())
        return tag[0]

    def anchored(heading: re.Match[str]) -> str:
        title = text_of(without_footnotes(heading["inner"]))
        if not title:
            return heading[0]
        given = read_attributes(heading["attributes"]).get("id")
        anchor = given or _free_id(_anchor(title), taken)
        headings.append(Heading(int(heading["level"]), anchor, title))
        start = f"<h{heading['level']}"
        return heading[0] if given else heading[0].replace(start, f'{start} id="{anchor}"', 1)

    return _HEADING.sub(anchored, START_TAG.sub(once, html)), tuple(headings)


def _anchor(title: str) -> str:
    wanted = term_slug(title)[:_LONGEST_ID].rstrip("-.") or "section"
    return wanted if is_free_id(wanted) else f"section-{wanted}"


def _free_id(wanted: str, taken: set[str]) -> str:
    count, free = 1, wanted
    while free in taken:
        count += 1
        free = f"{wanted}-{count}"
    taken.add(free)
    return free


def _images(html: str) -> Iterator[str]:
    """The pictures that another site or a feed reader can find too, in their order, each once."""
    tags = (read_attributes(tag["attributes"]) for tag in START_TAG.finditer(html) if tag["name"] == "img")
    sources = dict.fromkeys(tag.get("src", "") for tag in tags)
    yield from [each for each in sources if is_address(each)][:MOST_IMAGES]
