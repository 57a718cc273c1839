"""Jinja2, set up once: autoescaping, gettext, and templates that were compiled when the artifact was built."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache, lru_cache, partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from markupsafe import Markup

from blog.comment_form import LIMITS
from blog.comment_markdown import comment_html
from blog.feeds import feed_path
from blog.lists import ListKind, ListRef
from rendering.addresses import Addresses
from rendering.assets import ACCENT, ACCENT_DARK, Assets
from rendering.indexes import of_kind, sizes, tree, years
from rendering.metadata import Describer
from rendering.pages import OPENED, ArticlePage, CommentsPage, ListPage, Page, ReplyForm, Site
from rendering.sharing import share_links
from rendering.structured_data import StructuredData
from rendering.thread import ThreadEntry, initials_of, query_of, tint_of
from rendering.times import Times, instant

COMPILED = "compiled"
# About three kilobytes each with their keys: fifteen megabytes of the gigabyte and more that Lambda gives us.
_COMMENTS_KEPT = 5_000
# A tenth of a megabyte each, as a rule, and one at most.
_PAGES_KEPT = 64
# Words in a minute, as most adults read (Brysbaert 2019, silent reading of English prose: 238).
_READING_SPEED = 230


def find_templates() -> Path:
    """The folder of templates: beside the packages in Lambda, beside `functions/` in a checkout."""
    packages = Path(__file__).parents[1]
    return next(folder for folder in (packages / "templates", packages.parent / "templates") if folder.is_dir())


class Renderer:
    """Renders pages of one site from a folder of templates, which all renderers of this process share."""

    def __init__(self, templates: Path, site: Site, translations: NullTranslations | None = None) -> None:
        translations = translations or _UNTRANSLATED
        self.settings, self.translations = site.settings, translations
        self.assets = Assets(templates / "assets", site.settings)
        self.addresses = Addresses(site.address, site.settings.permalinks)
        times = Times(site.settings, translations)
        self._data = StructuredData(site.settings, self.addresses, self.assets.icon)
        self._describer = Describer(site, self.addresses, times, self._data, translations)
        self._environment = _environment(templates, translations)
        self.given = self._everywhere(site, times, translations)
        # A page is a value, and so is a comment's entry: equal ones have equal HTML, which is made when a warm function
        # first shows them. So a new comment renders itself, and not the fifty that it stands among.
        self._macro = self._environment.get_template("_comment.html").make_module(self.given).comment
        self._comment: Callable[..., tuple[str, str]] = lru_cache(_COMMENTS_KEPT)(self._render_comment)
        self._page: Callable[[Page], str] = lru_cache(_PAGES_KEPT)(self._render)

    def html(self, page: Page) -> str:
        """The page's document. Raises `jinja2.UndefinedError` for a template that names what its page has not."""
        return self._page(page) if _is_for_everybody(page) else self._render(page)

    def forget(self) -> None:
        """Renders everything anew from now on, as a function does that has just started."""
        self._page.cache_clear()
        self._comment.cache_clear()

    def _render(self, page: Page) -> str:
        shown = {each.name: getattr(page, each.name) for each in fields(page)}
        pieces = self._pieces(page) if isinstance(page, ArticlePage | CommentsPage) else []
        shown["comments"] = Markup("".join([html for html, _ in pieces]))
        shown["meta"] = self._describer.describe(page, [data for _, data in pieces if data])
        return self._environment.get_template(page.template).render(self.given | shown)

    def _pieces(self, page: ArticlePage | CommentsPage) -> list[tuple[str, str]]:
        is_open, own = page.comments_open, page.own
        return [self._comment(entry, is_open, entry.path in own) for entry in page.thread]

    def _render_comment(self, entry: ThreadEntry, is_open: bool, is_own: bool) -> tuple[str, str]:
        """A comment as HTML and as structured data, which tells nothing of gaps."""
        return str(self._macro(entry, is_open, is_own)), "" if entry.gap else self._data.comment(entry)

    def _everywhere(self, site: Site, times: Times, translations: NullTranslations) -> dict[str, Any]:
        """What every template may name beside what its page has."""
        settings = site.settings
        return {
            "settings": settings,
            "asset": self.assets.url,
            "icon": self.assets.icon,
            "accents": (settings.accent or ACCENT, settings.accent_dark or ACCENT_DARK),
            "opened": Markup(OPENED),
            "limits": LIMITS,
            "path": self.addresses.path,
            "absolute": self.addresses.absolute,
            "above": self.addresses.above,
            "author_path": lambda author: self.addresses.path(ListRef(ListKind.AUTHOR, author.slug)),
            "categories_of": lambda article: self.addresses.terms(article, ListKind.CATEGORY),
            "tags_of": lambda article: self.addresses.terms(article, ListKind.TAG),
            "feed_path": feed_path,
            "name_of": self._describer.name_of,
            "day": times.day,
            "minute": times.minute,
            "share_links": partial(share_links, settings.share, translate=translations.gettext),
        }


def create_environment(loader: BaseLoader, translations: NullTranslations) -> Environment:
    """The environment without any site: the build compiles templates with this very one."""
    environment = Environment(
        loader=loader,
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    # The old style: the new one makes a context of its own for every text, which is half of a page's time.
    environment.install_gettext_translations(translations, newstyle=False)
    environment.filters |= {
        "instant": instant,
        "initials": initials_of,
        "tint": tint_of,
        "query": lambda comment: query_of(comment.path, comment.state),
        "comment_html": lambda text: Markup(comment_html(text)),
        "of_kind": of_kind,
        "sizes": sizes,
        "tree": tree,
        "years": years,
        "minutes": lambda words: max(1, round(words / _READING_SPEED)),
    }
    return environment


_UNTRANSLATED = NullTranslations()
_NO_WORDS = ReplyForm()


def _is_for_everybody(page: Page) -> bool:
    """Whether others will ask for this very page: it holds no word that one visitor typed, and nothing of their own."""
    if isinstance(page, ArticlePage | CommentsPage):
        return page.form == _NO_WORDS and not page.own
    return isinstance(page, ListPage)


@cache
def _environment(templates: Path, translations: NullTranslations) -> Environment:
    """What belongs to a site is given when a page is rendered, so one environment serves all."""
    environment = create_environment(_loader(templates), translations)
    for page in Page.__value__.__args__:
        environment.get_template(page.template)
    return environment


def _loader(templates: Path) -> BaseLoader:
    compiled = templates / COMPILED
    return ModuleLoader(compiled) if compiled.is_dir() else FileSystemLoader(templates)
