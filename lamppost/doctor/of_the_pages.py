"""Checks of what a reader gets: pages, feeds, search, and the headers around them."""

import re
import secrets
from html import unescape
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import ParseError, fromstring

from lamppost.doctor.blog import Blog, addressed, articles, readers, search_index, table
from lamppost.doctor.checks import check
from lamppost.doctor.findings import Finding, ok, warning, wrong
from lamppost.doctor.reading import fetch

_LOGS = "the functions' logs say why: sam logs, or the lines of `lamppost serve`"
_NEEDED = {"x-content-type-options": "nosniff", "referrer-policy": "", "permissions-policy": ""}
_NO_ADDRESS = "lamppost settings set address=…, as readers see it"


@check("home", addressed)
def home(blog: Blog) -> Finding:
    try:
        page = blog.page("/")
    except OSError as error:
        return wrong(f"nobody answers at {blog.address}: {error}", "see where its name leads, and that it is deployed")
    if page.status != 200 or page.content_type != "text/html":
        return wrong(f"the home page answers {page.status} with {page.content_type or 'nothing'}", _LOGS)
    return ok(f"{blog.address}/ answers, {len(page.body):,} bytes")


@check("address", readers, table)
def address(blog: Blog) -> Finding:
    chosen = blog.settings.address
    if chosen and chosen != blog.address:
        remedy = f"lamppost settings set address={blog.address}, or have {chosen} lead here"
        return warning(f"feeds and links say {chosen}, and the blog is at {blog.address}", remedy)
    return ok(f"{blog.address}{'' if chosen else ' (no setting: as it is asked for)'}")


@check("headers", readers)
def headers(blog: Blog) -> Finding:
    found = blog.page("/").headers
    missing = [name for name, value in _NEEDED.items() if name not in found or value not in found[name]]
    policy = found.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe-inline" in policy:
        missing.append("content-security-policy")
    if blog.address.startswith("https:") and "max-age=" not in found.get("strict-transport-security", ""):
        missing.append("strict-transport-security")
    if missing:
        remedy = "something between the functions and readers takes them away, or an old version is deployed"
        return wrong(f"missing or too weak: {', '.join(sorted(missing))}", remedy)
    return ok("all are there")


@check("article", readers, articles)
def article(blog: Blog) -> Finding:
    found = blog.example
    path, page = blog.path(found.article), blog.page(blog.path(found.article))
    if page.status != 200 or found.article.title not in unescape(page.text):
        return wrong(f"{path} answers {page.status}, without the article", _LOGS)
    lacking = [each for each in found.page.comments if f'id="comment-{each.id}"' not in page.text]
    if lacking:
        remedy = "if somebody wrote just now, look again; else have the edge forget the page: lamppost why shows how"
        return wrong(f"{path} lacks {len(lacking)} of {len(found.page.comments)} comments", remedy)
    return ok(f"{path}, with {len(found.page.comments)} of its {found.article.comment_count} comments")


@check("form", readers, articles)
def form(blog: Blog) -> Finding:
    found = blog.example.article
    if not (blog.settings.comments and found.comments_open):
        return ok(f"{blog.path(found)} takes no comments, as its owner has chosen")
    if f'action="/comments/{quote(found.slug)}' not in blog.page(blog.path(found)).text:
        return warning(f"{blog.path(found)} has no form for comments", "its discussion may have ended by its age")
    return ok(f"{blog.path(found)} has one")


@check("feed", readers)
def feed(blog: Blog) -> Finding:
    page = blog.page("/rss.xml")
    try:
        count = len(fromstring(page.text).findall("./channel/item")) if page.status == 200 else -1
    except ParseError as error:
        return wrong(f"/rss.xml is no XML: {error}", _LOGS)
    if count < 0 or (count == 0 and not table(blog) and blog.published):
        return wrong(f"/rss.xml answers {page.status}, with no article", _LOGS)
    return ok(f"/rss.xml has {count} articles")


@check("sitemap", readers)
def sitemap(blog: Blog) -> Finding:
    page = blog.page("/sitemap.xml")
    try:
        places = [each.text or "" for each in fromstring(page.text).iter() if each.tag.endswith("}loc")]
    except ParseError as error:
        return wrong(f"/sitemap.xml answers {page.status} and is no XML: {error}", _LOGS)
    if page.status != 200 or not places:
        return wrong(f"/sitemap.xml answers {page.status} and names nothing", _LOGS)
    if foreign := [each for each in places if not each.startswith(f"{_said_address(blog)}/")]:
        return wrong(f"/sitemap.xml names {foreign[0]}, which is elsewhere", _NO_ADDRESS)
    return ok(f"/sitemap.xml names {len(places)} parts or pages")


@check("robots", readers)
def robots(blog: Blog) -> Finding:
    page = blog.page("/robots.txt")
    lines = [line.strip() for line in page.text.splitlines()]
    if page.status != 200 or f"Sitemap: {_said_address(blog)}/sitemap.xml" not in lines:
        return wrong(f"/robots.txt answers {page.status} and does not lead to the sitemap", _NO_ADDRESS)
    if "Disallow: /" in lines:
        return wrong("/robots.txt keeps search engines away", "see what answers there: it is not the blog's own")
    return ok("/robots.txt leads to the sitemap")


def _said_address(blog: Blog) -> str:
    return (not table(blog) and blog.settings.address) or blog.address


@check("unknown", readers)
def unknown(blog: Blog) -> Finding:
    page = blog.page(f"/nobody-has-written-this-{secrets.token_hex(4)}")
    if page.status != 404 or page.content_type != "text/html":
        return wrong(f"an address that is not there answers {page.status} with {page.content_type}", _LOGS)
    return ok("an address that is not there gets a page and 404")


@check("head", readers)
def head(blog: Blog) -> Finding:
    found = fetch(f"{blog.address}/", "HEAD")
    if found.status != 200 or found.body:
        return wrong(f"HEAD / answers {found.status} with {len(found.body)} bytes", _LOGS)
    return ok("HEAD / answers as GET does, without a body")


@check("search", readers, search_index)
def search(blog: Blog) -> Finding:
    words = _words_of(blog)
    page = blog.page(f"/search?q={quote(words)}")
    if page.status != 200:
        return wrong(f"/search answers {page.status}", _LOGS)
    if not table(blog) and blog.published and urlsplit(blog.path(blog.example.article)).path not in page.text:
        return warning(f"/search does not find '{words}', a title, on its first page", "lamppost search rebuild")
    return ok(f"/search answers for '{words}'")


def _words_of(blog: Blog) -> str:
    """Of a title, without what would mean something in a search."""
    title = "lamp" if table(blog) or not blog.published else blog.example.article.title
    return " ".join(re.findall(r"\w+", title))
