"""What readers of the old site could open, noted while the file goes by, and where each of it is here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from blog.article import ArticleKind, Author
from blog.slugs import slugify, term_slug
from exchange.html import text_of
from exchange.wordpress import dates
from exchange.wordpress.addresses import decoded_path, key, old_addresses
from exchange.wordpress.attachments import Attachment
from exchange.wordpress.items import WxrItem, WxrTerm
from exchange.wordpress.terms import TermNames, filed_under

_ALWAYS = {"/": "/", "/feed": "/rss.xml", "/feed/atom": "/atom.xml", "/comments/feed": "/comments/rss.xml"}
# The taxonomies that become lists, by the name that an address has for each.
LISTS = {"category": "category", "post_tag": "tag"}


@dataclass(slots=True)
class SiteMap:
    """Notes on the public articles by id: the addresses they had, their titles; the parents of all pages.

    `lists` leads from the old path of every list with an article in it to its path here.
    """

    addresses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    creators: set[str] = field(default_factory=set)

    def take(self, item: WxrItem, slug: str, names: TermNames) -> None:
        """A post or page with the slug that it has here."""
        self.slugs[item.id] = slug
        if item.kind == ArticleKind.PAGE:
            self.parents[item.id] = item.parent
        if item.status == "publish" and not item.password:
            self.addresses[item.id] = old_addresses(item)
            self.titles[item.id] = text_of(item.title)
            if item.kind == ArticleKind.POST:
                self.creators.add(item.creator)
                self.lists.update(_lists(item, names))

    def path(self, article: str) -> str:
        """Where a public article is here, '' for another. A page below one that is not public is found by its slug."""
        if article not in self.addresses:
            return ""
        above: list[str] = []
        each = self.parents.get(article, "")
        while each in self.addresses and each in self.parents and each not in above:
            above.append(each)
            each = self.parents[each]
        public = each in ("", "0") and article not in above
        return "/" + "/".join(self.slugs[one] for one in [*(reversed(above) if public else ()), article])

    def parent(self, article: str) -> str:
        """The slug of the page above a page, or ''."""
        parent = self.parents.get(article, "")
        return self.slugs[parent] if parent in self.parents and parent != article else ""

    def list_path(self, term: WxrTerm) -> str:
        """Where the list of a category or tag is here, '' when nothing public is in it."""
        return self.lists.get(_list_path(term.taxonomy, term.nicename), "")

    def places(
        self,
        site_url: str,
        terms: Iterable[WxrTerm],
        files: Mapping[str, Attachment],
        authors: Mapping[str, Author],
    ) -> dict[str, str]:
        """Every old address, as `addresses.key` writes it, with the path here or, for a file's page, the file."""
        found = _ALWAYS | self.lists
        for login in self.creators & authors.keys():
            # WordPress has no dots in an author's address.
            found[f"/author/{slugify(login).replace('.', '-')}"] = f"/author/{authors[login].slug}"
        for article, addresses in self.addresses.items():
            here = self.path(article)
            known = (key(address, site_url) for address in addresses)
            found |= dict.fromkeys((f"?p={article}", *filter(None, known)), here)
        for term in filter(self.list_path, terms):
            short = f"?cat={term.id}" if term.taxonomy == "category" else f"?tag={term.nicename}"
            found[short] = self.list_path(term)
        for file in files.values():
            for old in (key(file.link, site_url), f"?p={file.id}"):
                if old and file.url:
                    found.setdefault(old, file.url)
        return found


def _list_path(taxonomy: str, nicename: str) -> str:
    return decoded_path(f"/{LISTS.get(taxonomy, taxonomy)}/{nicename}")


def _lists(item: WxrItem, names: TermNames) -> Iterator[tuple[str, str]]:
    for taxonomy, word in LISTS.items():
        for nicename, name in filed_under(item, taxonomy, names).items():
            if slug := term_slug(name):
                yield _list_path(taxonomy, nicename), f"/{word}/{slug}"
    if at := dates.of(item):
        yield from ((path, path) for path in (f"/{at:%Y}", f"/{at:%Y/%m}"))
