"""With a catalogue that puts each text in brackets, every word of ours is in brackets: what is not, a translator could
never reach."""

import re
from gettext import NullTranslations

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.numbering import START
from rendering.environment import Renderer, find_templates
from rendering.pages import ArticlePage, ReplyForm
from rendering.thread import thread
from tests.unit.rendering.samples import COMMENTS, LISTS, PAGES, PATH, SITE, an_article

# Content is in capitals, so that only our own words are looked at.
OURS = re.compile(r"[A-Za-z]*[a-z][A-Za-z]*")


class Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"


RENDERER = Renderer(find_templates(), SITE, Bracketed())


def texts(html: str) -> list[str]:
    """Text nodes, and the attributes that are read out or shown as a search's result."""
    tree = LexborHTMLParser(html)
    for node in tree.css("script, code"):
        node.decompose()
    found = [node.text_content or "" for node in tree.root.traverse(include_text=True) if node.tag == "-text"]
    for name in ("aria-label", "title", "placeholder", "alt", "data-title", "data-left"):
        found += [node.attributes[name] or "" for node in tree.css(f"[{name}]")]
    return found + [node.attributes["content"] or "" for node in tree.css("meta[name=description]")]


def unbracketed(text: str) -> str:
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return text


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_word_of_ours_can_be_translated(page):
    html = RENDERER.html(page)
    assert "⟦" in html
    assert [text for text in texts(html) if OURS.search(unbracketed(text))] == []


def test_counts_take_the_form_that_the_language_asks_for():
    once = an_article(title="T", comment_count=1, like_count=1)
    one = RENDERER.html(ArticlePage(article=once, thread=thread(COMMENTS[:1], START, PATH), form=ReplyForm()))
    assert "⟦One thought on “T”⟧" in one and "⟦One reader likes this.⟧" in one
    two = RENDERER.html(PAGES["article"])
    assert "⟦2 thoughts on “" in two and "⟦3 readers like this.⟧" in two
    assert "⟦One article⟧" in RENDERER.html(LISTS["category"]) and "⟦2 articles⟧" in RENDERER.html(LISTS["tag"])


def test_months_are_words_too():
    assert "12 ⟦November⟧ 2026" in RENDERER.html(PAGES["article"])
    assert '<h1 class="p-name">⟦November⟧ 2026</h1>' in RENDERER.html(LISTS["month"])
