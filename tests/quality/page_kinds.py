"""Every kind of page that the blog shows, once: what is held of one kind is held of all.

A new kind is a line in `KINDS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from tests.support.measured import GONE, RICH, TALKED_ABOUT, UNFINISHED, UNLISTED, Measured
from tests.support.visitor import Fetched


class Engines(StrEnum):
    """What search engines shall do with a page: show it, show another address for it, or not know it."""

    SHOW = "show"
    SHOW_ANOTHER = "show another"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Kind:
    """`reach` gets one page of the kind."""

    name: str
    reach: Callable[[Measured], Fetched]
    status: int = 200
    engines: Engines = Engines.SHOW


def at(address: str) -> Callable[[Measured], Fetched]:
    return lambda blog: blog.visitor.get(address)


def article(slug: str) -> Callable[[Measured], Fetched]:
    return lambda blog: blog.article(slug)


def behind(address: str, selector: str) -> Callable[[Measured], Fetched]:
    """Where the first such link of a page leads."""
    return lambda blog: blog.visitor.get(blog.visitor.get(address).address(selector))


def answering(blog: Measured) -> Fetched:
    return blog.visitor.get(blog.article(TALKED_ABOUT).address("a[href*=replytocom]"))


def faulty(blog: Measured) -> Fetched:
    return blog.visitor.post(f"/comments/{RICH}", author="", email="a@b", url="no address", comment="Kept <words>")


def send(blog: Measured, address: str, cookie: str = "", **fields: str) -> Fetched:
    """What a form of comments is answered with; its words have been thought about for long."""
    return blog.visitor.post(f"/comments/{address}", cookie=cookie, opened="2026-01-01T00:00:00+00:00", **fields)


def sent(blog: Measured, words: str) -> Fetched:
    return send(blog, RICH, author="A new reader", email="new@example.org", url="", comment=words)


def awaiting(blog: Measured) -> Fetched:
    return blog.visitor.follow(sent(blog, "My first words & more."))


def previewed(blog: Measured) -> Fetched:
    words = "**Bold**, `code`\n\n> quoted\n\n- one\n- two\n\n[a link](https://example.org/)\n\n    indented"
    return send(blog, RICH, act="preview", author="A new reader", comment=words)


def editing(blog: Measured) -> Fetched:
    arrived = sent(blog, "My first wrods.")
    cookie = cookie_of(arrived)
    notice = blog.visitor.get(arrived.headers["Location"], cookie=cookie)
    return blog.visitor.get(notice.address("a[href*=edit]"), cookie=cookie)


def deleted(blog: Measured) -> Fetched:
    arrived = sent(blog, "My last words.")
    (path,) = parse_qs(urlsplit(arrived.headers["Location"]).query)["awaiting"]
    return blog.visitor.follow(send(blog, RICH, cookie_of(arrived), act="delete", target=path))


def cookie_of(answer: Fetched) -> str:
    """What a browser sends back of the cookies that it was given."""
    return "; ".join(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie"))


def too_late(blog: Measured) -> Fetched:
    return send(blog, TALKED_ABOUT, act="edit", target=comment_of(blog), comment="Words that came too late.")


def reporting(blog: Measured) -> Fetched:
    return blog.visitor.get(blog.article(TALKED_ABOUT).address("a[href*=report]"))


def reported(blog: Measured) -> Fetched:
    return blog.visitor.follow(send(blog, TALKED_ABOUT, act="report", target=comment_of(blog)))


def comment_of(blog: Measured) -> str:
    """The path of one."""
    permalink = blog.article(TALKED_ABOUT).address(".permalink")
    return parse_qs(urlsplit(permalink).query)["comment"][0]


def liked(blog: Measured) -> Fetched:
    return blog.visitor.follow(blog.visitor.post(f"/likes/{TALKED_ABOUT}"))


def preview(blog: Measured) -> Fetched:
    return blog.visitor.get(blog.served.lamppost("preview", UNFINISHED).strip())


HIDE, SHOW_ANOTHER = Engines.HIDE, Engines.SHOW_ANOTHER
KINDS = (
    Kind("home", at("/")),
    Kind("home, older", behind("/", "a[href*='before=']")),
    Kind("article", article(RICH)),
    Kind("article with 50 comments", article(TALKED_ABOUT)),
    Kind("answering a comment", answering, engines=SHOW_ANOTHER),
    Kind("comments with gaps and one that is pinned", at("/the-guest-book")),
    Kind("a permalink into a long thread", behind("/the-guest-book", ".permalink"), engines=SHOW_ANOTHER),
    Kind("further comments", behind("/the-guest-book", "a[href*='after=']"), engines=HIDE),
    Kind("liked article", liked, engines=SHOW_ANOTHER),
    Kind("unlisted article", article(UNLISTED), engines=HIDE),
    Kind("preview of a draft", preview, engines=HIDE),
    Kind("static page", article("about")),
    Kind("static page below another", at("/about/colophon")),
    Kind("tag", at("/tag/night")),
    Kind("category", at("/category/field-notes")),
    Kind("author", at("/author/ada-emigre")),
    Kind("year", at("/2026")),
    Kind("month", at("/2026/11")),
    Kind("archive", at("/archive")),
    Kind("tags", at("/tags")),
    Kind("pages", at("/pages")),
    Kind("search", at("/search?q=lamp"), engines=HIDE),
    Kind("search without a word", at("/search")),
    Kind("search, further results", at("/search?q=the&page=2"), engines=HIDE),
    Kind("search for a misspelt word", at("/search?q=lihgt"), engines=HIDE),
    Kind("search that finds nothing", at("/search?q=zyzzyva"), engines=HIDE),
    Kind("search for what is no question", at('/search?q=%22(AND"*'), engines=HIDE),
    Kind("nothing at this address", at("/no-such-lamp"), 404, engines=HIDE),
    Kind("deleted", article(GONE), 410, engines=HIDE),
    Kind("a month that is none", at("/2011/13"), 404, engines=HIDE),
    Kind("a list of nothing", at("/tag/nobody-wrote-this"), 404, engines=HIDE),
    Kind("a cursor that is none", at("/?before=nonsense"), 400, engines=HIDE),
    Kind("wrong method", lambda blog: blog.visitor.post("/comments/hello/rss.xml"), 405, engines=HIDE),
    Kind("form with faults", faulty, 422, engines=SHOW_ANOTHER),
    Kind("awaiting moderation", awaiting, engines=HIDE),
    Kind("preview of a comment", previewed, engines=SHOW_ANOTHER),
    Kind("form to edit a comment", editing, engines=SHOW_ANOTHER),
    Kind("an edit that came too late", too_late, 403, engines=SHOW_ANOTHER),
    Kind("deleted comment", deleted, engines=SHOW_ANOTHER),
    Kind("form to report a comment", reporting, engines=SHOW_ANOTHER),
    Kind("reported comment", reported, engines=SHOW_ANOTHER),
    Kind("closed discussion", at("/between-you-and-me"), engines=HIDE),
)
