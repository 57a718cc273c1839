"""A language in which every word of ours is in brackets: what is not, a translator could never reach."""

import re
from gettext import NullTranslations

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.article import Neighbour, Picture
from blog.comment import CommentKind
from blog.comment_form import LIMITS, CommentForm, Fault
from rendering.environment import Renderer, find_templates
from rendering.pages import ArticlePage, AwaitingPage, CommentsPage, ListPage, ProblemPage, ReplyForm, Site
from rendering.thread import thread
from tests.support.blog import a_comment, an_article

# Content is in capitals, so that only our own words are looked at.
OURS = re.compile(r"[A-Za-z]*[a-z][A-Za-z]*")


class Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"


RENDERER = Renderer(find_templates(), Site(title="T", tagline="T"), Bracketed())
FIRST = a_comment(number=1, name="A", text="T", url="https://example.org/")
COMMENTS = (
    FIRST,
    a_comment(number=2, name="B", text="T", parent=FIRST.path),
    a_comment(number=4, name="C", text="T", parent=a_comment(number=3).path),
    a_comment(number=5, name="D", text="T", kind=CommentKind.PINGBACK),
)
ARTICLE = an_article(
    title="T",
    summary="S",
    body="<p>T</p>",
    tags=("T",),
    comment_count=2,
    previous=Neighbour("p", "P"),
    next=Neighbour("n", "N"),
    picture=Picture(url="https://example.org/p.jpg", caption="P"),
)
FAULTS = tuple(Fault(name, "required") for name in ("author", "email", "comment"))
FAULTY = ReplyForm(faults=(*FAULTS, Fault("url", "malformed")), words=CommentForm(parent=FIRST.path), answered=FIRST)
TOO_LONG = ReplyForm(faults=tuple(Fault(name, "too_long", 1) for name in LIMITS))
CLOSED = an_article(title="T", summary="", body="<p>T</p>", comments_open=False, comment_count=1)
PAGES = {
    "article": ArticlePage(article=ARTICLE, thread=thread(COMMENTS, 1), more_comments="x", form=ReplyForm()),
    "faults": ArticlePage(article=ARTICLE, form=FAULTY),
    "too long": ArticlePage(article=ARTICLE, form=TOO_LONG),
    "malformed": ArticlePage(article=ARTICLE, form=ReplyForm(faults=(Fault("email", "malformed"),))),
    "parent gone": ArticlePage(article=ARTICLE, form=ReplyForm(refusal="parent_gone")),
    "closed": ArticlePage(article=CLOSED, form=ReplyForm(refusal="closed", words=CommentForm(comment="T"))),
    "comments": CommentsPage(article=ARTICLE, thread=thread(COMMENTS[1:], 0), form=ReplyForm()),
    "no comments": CommentsPage(article=ARTICLE, thread=(), form=ReplyForm()),
    "home": ListPage(kind="home", articles=(ARTICLE, CLOSED), older="/x"),
    "older": ListPage(kind="pages", articles=(), is_first=False),
    "empty": ListPage(kind="home", articles=()),
    "awaiting": AwaitingPage(slug="t", entry=thread((FIRST,), 0)[0]),
} | {
    f"problem {status}": ProblemPage(status=status, kept="T")
    for status in (400, 404, 405, 410, 413, 415, 422, 429, 500)
}


def texts(html: str) -> list[str]:
    """Text nodes, and the attributes that are read out."""
    tree = LexborHTMLParser(html)
    found = [node.text_content or "" for node in tree.root.traverse(include_text=True) if node.tag == "-text"]
    for name in ("aria-label", "title", "placeholder", "alt"):
        found += [node.attributes[name] or "" for node in tree.css(f"[{name}]")]
    return found


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_word_of_ours_can_be_translated(page):
    html = RENDERER.html(page)
    assert "⟦" in html
    bare = [re.sub(r"⟦.*?⟧", "", text, flags=re.DOTALL) for text in texts(html)]
    assert [text for text in bare if OURS.search(text.replace("The Keeper", "").replace("Lights the lamps.", ""))] == []


def test_counts_take_the_form_that_the_language_asks_for():
    one = RENDERER.html(ArticlePage(article=CLOSED, thread=thread(COMMENTS[:1], 1), form=ReplyForm()))
    assert "⟦One thought on “T”⟧" in one
    assert "⟦2 thoughts on “T”⟧" in RENDERER.html(PAGES["article"])


def test_months_are_words_too():
    assert "12 ⟦November⟧ 2026" in RENDERER.html(PAGES["article"])
