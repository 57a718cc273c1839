"""A page of every kind. What an author or a reader wrote is in capitals, so that our own words can be told from it."""

from dataclasses import replace
from datetime import timedelta

from blog.article import Ancestor, ArticleKind, Author, Heading, Link, Neighbour, Picture
from blog.comment import CommentKind, Gap
from blog.comment_form import LIMITS, CommentForm, Fault
from blog.discussion import Numbers
from blog.lists import HOME, ListInfo, ListKind, ListRef
from blog.numbering import START
from blog.setting_values import SHARES
from blog.settings import Settings
from rendering.pages import (
    ArticlePage,
    AwaitingPage,
    CommentsPage,
    IndexPage,
    ListPage,
    Page,
    ProblemPage,
    ReplyForm,
    SearchPage,
    Site,
    StaticPagesPage,
)
from rendering.thread import entry, thread
from tests.support.blog import ADDRESS, NOW, a_comment, an_article

SETTINGS = Settings(
    title="BLOG",
    tagline="LIGHT",
    permalinks="/{year}/{month}/{slug}",
    menu=(Link("HOME", "/"), Link("ABOUT", "/about")),
    social=(Link("ELSEWHERE", "https://example.org/@blog"),),
    share=SHARES,
)
SITE = Site(settings=SETTINGS, address=ADDRESS)
KEEPER = Author(
    slug="keeper",
    name="K K",
    bio="LAMPS",
    picture="/assets/k.png",
    url="https://example.org/k",
    links=(Link("SOCIAL", "https://example.org/@k"),),
)
FIRST = a_comment(number=1, name="A", text="T", url="https://example.org/")
SECOND = a_comment(number=2, name="B", text='T <U> "V"', parent=FIRST.path, edited_at=NOW)
OF_AUTHOR = a_comment(number=6, name="K K", text="*T*", by_author=True, pinned=True)
GAPS = tuple(a_comment(number=10 + number, name="", text="", gap=gap) for number, gap in enumerate(Gap))
BELOW_A_GAP = a_comment(number=20, name="E", text="T", parent=GAPS[-1].path)
# Its place is too deep to show whom it answers.
TOO_DEEP = a_comment(number=21, name="F", text="T", parent=GAPS[-1].path, answers=BELOW_A_GAP.path)
COMMENTS = (
    FIRST,
    SECOND,
    a_comment(number=4, name="C", text="<p>T<br>U</p><p>V &amp; W</p>", is_html=True, parent=a_comment(number=3).path),
    a_comment(number=5, name="D", text="T", kind=CommentKind.PINGBACK),
)
PATH = "/2026/11/t"
ARTICLE = an_article(
    "t",
    title='T </SCRIPT> & "Q"',
    author=KEEPER,
    summary="S “S”",
    body='<p class="aligncenter">T</p><h2 id="H">H</h2>',
    updated_at=NOW - timedelta(days=1),
    categories=("C",),
    tags=("X Y", "Z"),
    comment_count=2,
    like_count=3,
    word_count=1000,
    contents=(Heading(2, "H", "H"),),
    previous=Neighbour("P", an_article("p").place),
    next=Neighbour("N", an_article("n").place),
    related=(Neighbour("R", an_article("r").place),),
    picture=Picture(url="/assets/p.jpg", alt="ALT", caption="P"),
    images=("https://example.org/i.jpg",),
)
CLOSED = an_article("c", title="T", author=Author(slug="", name="L"), summary="", body="<p>T</p>", comments_open=False)
ABOUT = an_article(
    "about", title="ABOUT", body="<p>T</p>", author=KEEPER, kind=ArticleKind.PAGE, comments_open=False, summary="A"
)
BELOW = replace(ABOUT, slug="below", title="BELOW", summary="B", ancestors=(Ancestor("about", "ABOUT"),))
FAULTS = tuple(Fault(name, "required") for name in ("author", "email", "comment"))
FAULTY = ReplyForm(faults=(*FAULTS, Fault("url", "malformed")), words=CommentForm(parent=FIRST.path), about=FIRST)
WORDS = CommentForm(author="A", comment="T")
REFUSALS = ("parent_gone", "closed", "blocked", "too_late", "not_yours", "changed")
TOO_LONG = ReplyForm(faults=tuple(Fault(name, "too_long", 1) for name in LIMITS))


def listed(kind: str, slug: str = "", name: str = "", count: int = 2, **more: object) -> ListInfo:
    return ListInfo(ref=ListRef(ListKind(kind), slug), name=name, count=count, **more)


_OF_KEEPER = ListRef(ListKind.AUTHOR, "keeper")


def an_open_page(**fields: object) -> ArticlePage:
    return ArticlePage(**{"article": ARTICLE, "comments_open": True, "form": ReplyForm()} | fields)


CURSOR = "2026-11-12T12:00:00.000000~t"
LISTS = {
    "home": ListPage(info=listed("home"), sticky=(replace(ARTICLE, slug="s"),), articles=(ARTICLE,), older=CURSOR),
    "older": ListPage(info=ListInfo(ref=HOME), articles=(ARTICLE, CLOSED), newer=CURSOR, before="2026-12~x"),
    "newer": ListPage(info=ListInfo(ref=HOME), articles=(ARTICLE,), newer=CURSOR, older=CURSOR, after="2026-10~x"),
    "tag": ListPage(info=listed("tag", "x-y", "X Y", description="D"), articles=(ARTICLE,)),
    "category": ListPage(info=listed("category", "c", "C", 1), articles=(ARTICLE,)),
    "author": ListPage(info=listed("author", "keeper", "K K", author=KEEPER), articles=(ARTICLE,)),
    "older of author": ListPage(info=ListInfo(ref=_OF_KEEPER, name="K K"), articles=(ARTICLE,), before="x"),
    "year": ListPage(info=listed("year", "2026"), articles=(ARTICLE,)),
    "month": ListPage(info=listed("month", "2026-11"), articles=(ARTICLE,)),
    "empty": ListPage(info=ListInfo(ref=HOME), articles=()),
    "nothing older": ListPage(info=ListInfo(ref=HOME), articles=(), before="x"),
    "nothing newer": ListPage(info=ListInfo(ref=HOME), articles=(), after="x"),
    "tags": IndexPage(kind="tags", lists=(listed("category", "c", "C", description="D"), listed("tag", "x-y", "X Y"))),
    "archive": IndexPage(kind="archive", lists=(listed("month", "2026-11"), listed("author", "keeper", "K K"))),
    "nothing to index": IndexPage(kind="archive", lists=()),
    "pages": StaticPagesPage(articles=(BELOW, ABOUT)),
    "no pages": StaticPagesPage(articles=()),
}
PAGES: dict[str, Page] = LISTS | {
    "article": ArticlePage(
        article=ARTICLE, comments_open=True, thread=thread(COMMENTS, START, PATH), more_comments="x", form=ReplyForm()
    ),
    "pinned": an_open_page(thread=thread((*COMMENTS, OF_AUTHOR), START, PATH), pinned=entry(OF_AUTHOR, PATH)),
    "gaps": an_open_page(thread=thread((*GAPS, BELOW_A_GAP, TOO_DEEP), START, PATH, Numbers.NESTED)),
    "own": an_open_page(thread=thread(COMMENTS, START, PATH), own=frozenset([FIRST.path])),
    "closing": an_open_page(closes_at=NOW),
    "previewed": an_open_page(form=ReplyForm(preview=True, words=CommentForm(comment="*T*", url="javascript:T"))),
    "edit": an_open_page(form=ReplyForm(act="edit", target=FIRST.path, about=FIRST, words=WORDS)),
    "report": an_open_page(form=ReplyForm(act="report", target=FIRST.path, about=FIRST)),
    "page": ArticlePage(article=BELOW, form=ReplyForm()),
    "preview": ArticlePage(article=ARTICLE, form=ReplyForm(), preview=True),
    "liked": an_open_page(liked="thanks"),
    "not liked": an_open_page(article=CLOSED, liked="undone"),
    "faults": an_open_page(form=FAULTY),
    "too long": an_open_page(form=TOO_LONG),
    "malformed": an_open_page(form=ReplyForm(faults=(Fault("email", "malformed"),))),
    "closed": ArticlePage(article=CLOSED, form=ReplyForm()),
    "comments": CommentsPage(
        article=ARTICLE, comments_open=True, thread=thread(COMMENTS[1:], None, PATH), form=ReplyForm()
    ),
    "no comments": CommentsPage(article=ARTICLE, thread=(), form=ReplyForm()),
    "search": SearchPage(),
    "nothing found": SearchPage(query="Q", meant="M", is_cut=True),
    "not ready": SearchPage(is_ready=False),
    "awaiting": AwaitingPage(path=PATH, entry=entry(FIRST, PATH), is_own=True),
    "not found": ProblemPage(status=404, asked="Q", matches=(Neighbour("R", ARTICLE.place),)),
}
PAGES |= {f"said {said}": an_open_page(said=said) for said in ("reported", "edited", "deleted")}
PAGES |= {f"refused {refusal}": an_open_page(form=ReplyForm(refusal=refusal, words=WORDS)) for refusal in REFUSALS}
PAGES |= {
    f"problem {status}": ProblemPage(status=status, kept="T")
    for status in (400, 403, 404, 405, 410, 413, 415, 422, 500, 503)
}
