"""The first pass: is the file an export, and what do its items refer to?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from blog.article import Author, Link
from blog.slugs import MAX_LENGTH, is_slug, slugify, term_slug
from exchange.errors import NotAnExport
from exchange.html import text_of
from exchange.wordpress.addresses import OldSite
from exchange.wordpress.attachments import Attachment, attachment_from
from exchange.wordpress.items import WxrAuthor, WxrFact, WxrItem, WxrTerm
from exchange.wordpress.menus import MENU_ITEM, Menus
from exchange.wordpress.reader import Progress, read_parts
from exchange.wordpress.site_map import LISTS, SiteMap

# The kinds that become articles, and the states in which they do.
ARTICLE_KINDS = frozenset({"post", "page"})
ARTICLE_STATES = frozenset({"publish", "draft", "pending", "future", "private"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the whole file says.

    `authors` and `user_ids` are by login. `slugs` gives each article's slug by WordPress's id, and `parents`
    the slug of the page above a page. `terms` has the names of categories and tags by taxonomy and nicename;
    `descriptions` the name and description (plain text) of those that have one, by 'category' or 'tag' and the slug
    here. `old_site` knows what its addresses lead to, `menu` is the blog's to be. `counts` has the items of each kind
    and, as 'comment', the comments.
    """

    version: str
    site_url: str
    site_title: str
    site_description: str
    authors: Mapping[str, Author]
    user_ids: Mapping[str, str]
    attachments: Mapping[str, Attachment]
    terms: Mapping[tuple[str, str], str]
    descriptions: Mapping[tuple[str, str], tuple[str, str]]
    slugs: Mapping[str, str]
    parents: Mapping[str, str]
    old_site: OldSite
    menu: tuple[Link, ...]
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
    user_ids: dict[str, str] = field(default_factory=dict)
    creators: dict[str, None] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    terms: dict[tuple[str, str], WxrTerm] = field(default_factory=dict)
    term_names: dict[tuple[str, str], str] = field(default_factory=dict)
    site_map: SiteMap = field(default_factory=SiteMap)
    menus: Menus = field(default_factory=Menus)
    taken: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, part: object) -> None:
        match part:
            case WxrFact(name, value):
                self.facts.setdefault(name, value)
            case WxrAuthor(login, name, user_id):
                self.names[login] = name
                self.user_ids[login] = user_id
            case WxrTerm(taxonomy, nicename, name):
                self.terms[taxonomy, nicename] = part
                self.term_names[taxonomy, nicename] = text_of(name)
            case WxrItem():
                self._take_item(part)

    def _take_item(self, item: WxrItem) -> None:
        self.counts[item.kind] += 1
        self.counts["comment"] += len(item.comments)
        if item.kind == "attachment":
            self.attachments[item.id] = attachment_from(item)
        elif item.kind == MENU_ITEM:
            self.menus.take(item)
        elif is_article(item) and item.id not in self.site_map.slugs:
            self.site_map.take(item, _free(wanted_slug(item), self.taken), self.term_names)
            self.creators[item.creator] = None

    def survey(self) -> Survey:
        site_url = (self.facts.get("wp:base_blog_url") or self.facts.get("link", "")).rstrip("/")
        authors = _authors(self.names, self.creators)
        places = self.site_map.places(site_url, self.terms.values(), self.attachments, authors)
        old_site = OldSite(site_url, places)
        return Survey(
            version=self.facts["wp:wxr_version"],
            site_url=site_url,
            site_title=text_of(self.facts.get("title", "")),
            site_description=text_of(self.facts.get("description", "")),
            authors=authors,
            user_ids=self.user_ids,
            attachments=self.attachments,
            terms=self.term_names,
            descriptions=dict(_descriptions(self.terms.values())),
            slugs=self.site_map.slugs,
            parents={page: slug for page in self.site_map.parents if (slug := self.site_map.parent(page))},
            old_site=old_site,
            menu=self.menus.choose(self.site_map, {term.id: term for term in self.terms.values()}, old_site),
            counts=self.counts,
        )


def _descriptions(terms: Iterable[WxrTerm]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for term in terms:
        description = text_of(term.description) if term.taxonomy in LISTS else ""
        name = text_of(term.name) if description else ""
        if slug := term_slug(name):
            yield (LISTS[term.taxonomy], slug), (name, description)


def is_article(item: WxrItem) -> bool:
    return item.kind in ARTICLE_KINDS and item.status in ARTICLE_STATES


def wanted_slug(item: WxrItem) -> str:
    """The slug of an item before it is held against the others'."""
    slug = slugify(unquote(item.name)) or slugify(text_of(item.title))
    return slug if is_slug(slug) else f"post-{term_slug(item.id) or 0}"


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
