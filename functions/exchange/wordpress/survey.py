"""The first pass: is the file an export, and what do its items refer to?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from blog.article import Author
from blog.slugs import MAX_LENGTH, is_slug, slugify
from exchange.allowed import is_web_address
from exchange.errors import NotAnExport
from exchange.html import text_of
from exchange.wordpress.items import WxrAuthor, WxrFact, WxrItem, WxrTerm
from exchange.wordpress.reader import Progress, read_parts

# The kinds that become articles, and the states in which they do.
ARTICLE_KINDS = frozenset({"post", "page"})
ARTICLE_STATES = frozenset({"publish", "draft", "pending", "future", "private"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file of the old site; `url` is where it lies there, `parent` the item it was added to."""

    id: str
    url: str
    title: str = ""
    alt: str = ""
    caption: str = ""
    parent: str = ""
    link: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the whole file says. `slugs` gives each article's slug by WordPress's id, `counts` the items of each kind
    (and, as 'comment', the comments), `attachment_pages` the file that an attachment's own page showed."""

    version: str
    site_url: str
    site_title: str
    site_description: str
    authors: Mapping[str, Author]
    attachments: Mapping[str, Attachment]
    attachment_pages: Mapping[str, str]
    terms: Mapping[tuple[str, str], str]
    slugs: Mapping[str, str]
    counts: Mapping[str, int]


def survey(path: Path, progress: Progress | None = None) -> Survey:
    """Reads the whole file once; `progress` is called with the bytes just read. Raises `NotAnExport`."""
    notes = _Notes()
    for part in read_parts(path, progress):
        notes.take(part)
    version = notes.facts.get("wp:wxr_version", "")
    if not version:
        raise NotAnExport(path, "is RSS, but not a WordPress export: it does not name its WXR version")
    if not version.startswith("1."):
        raise NotAnExport(path, f"is WXR {version}; versions 1.0 to 1.2 can be read")
    return notes.survey()


@dataclass(slots=True)
class _Notes:
    """What is written down while the file goes by."""

    facts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    creators: dict[str, None] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    terms: dict[tuple[str, str], str] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, part: object) -> None:
        match part:
            case WxrFact(name, value):
                self.facts.setdefault(name, value)
            case WxrAuthor(login, name):
                self.names[login] = name
            case WxrTerm(taxonomy, nicename, name):
                self.terms[taxonomy, nicename] = text_of(name)
            case WxrItem():
                self._take_item(part)

    def _take_item(self, item: WxrItem) -> None:
        self.counts[item.kind] += 1
        self.counts["comment"] += len(item.comments)
        if item.kind == "attachment":
            self.attachments[item.id] = _attachment(item)
        elif is_article(item) and item.id not in self.slugs:
            self.slugs[item.id] = _free(wanted_slug(item), self.taken)
            self.creators[item.creator] = None

    def survey(self) -> Survey:
        site = self.facts.get("wp:base_blog_url") or self.facts.get("link", "")
        return Survey(
            version=self.facts["wp:wxr_version"],
            site_url=site.rstrip("/"),
            site_title=text_of(self.facts.get("title", "")),
            site_description=text_of(self.facts.get("description", "")),
            authors=_authors(self.names, self.creators),
            attachments=self.attachments,
            attachment_pages={each.link: each.url for each in self.attachments.values() if each.link and each.url},
            terms=self.terms,
            slugs=self.slugs,
            counts=self.counts,
        )


def is_article(item: WxrItem) -> bool:
    return item.kind in ARTICLE_KINDS and item.status in ARTICLE_STATES


def wanted_slug(item: WxrItem) -> str:
    """The slug of an item before it is held against the others'."""
    slug = slugify(unquote(item.name)) or slugify(text_of(item.title))
    return slug if is_slug(slug) else f"post-{slugify(item.id) or 0}"


def _free(wanted: str, taken: set[str]) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3` … that nobody has."""
    free, count = wanted, 1
    while free in taken:
        count += 1
        free = f"{wanted[: MAX_LENGTH - 8]}-{count}"
    taken.add(free)
    return free


def _authors(names: dict[str, str], creators: dict[str, None]) -> dict[str, Author]:
    """Everyone who wrote an article, by login; WXR 1.0 names them in no other place.

    A login that nobody has, but for signs that no slug keeps, is somebody's, mistyped: exports are edited by hand, and
    WordPress's own test data has a '>' too many.
    """
    taken: set[str] = set()
    authors: dict[str, Author] = {}
    plain: dict[str, Author] = {}
    for login in dict.fromkeys([*names, *creators]):
        if login:
            known = None if login in names else plain.get(slugify(login))
            authors[login] = known or _author(login, names.get(login, ""), taken)
            plain.setdefault(slugify(login), authors[login])
    return authors


def _author(login: str, name: str, taken: set[str]) -> Author:
    """An e-mail address is nobody's public name, so a login that is one gives only what stands before the '@'."""
    public = login.partition("@")[0]
    shown = text_of(name) or public
    slug = slugify((name or public) if "@" in login else login)
    return Author(slug=_free(slug if is_slug(slug) else "author", taken), name=shown.partition("@")[0] or "Author")


def _attachment(item: WxrItem) -> Attachment:
    url = item.attachment_url or item.guid
    return Attachment(
        id=item.id,
        url=url if is_web_address(url) else "",
        title=text_of(item.title),
        alt=text_of(item.meta_value("_wp_attachment_image_alt")),
        caption=text_of(item.excerpt),
        parent=item.parent,
        link=item.link if is_web_address(item.link) else "",
        order=int(item.menu_order) if item.menu_order.isdecimal() else 0,
    )
