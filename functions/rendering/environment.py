"""Jinja2, set up once: autoescaping, gettext, and templates that were compiled when the artifact was built."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from markupsafe import Markup

from rendering.assets import Assets
from rendering.pages import OPENED, Page, Site
from rendering.thread import ThreadEntry, initials_of, tint_of

COMPILED = "compiled"
# About two kilobytes each with their keys: ten megabytes of the gigabyte and more that Lambda gives us.
_COMMENTS_KEPT = 5_000


def find_templates() -> Path:
    """The folder of templates: beside the packages in Lambda, beside `functions/` in a checkout."""
    packages = Path(__file__).parents[1]
    return next(folder for folder in (packages / "templates", packages.parent / "templates") if folder.is_dir())


class Renderer:
    """Renders pages of one site from a folder of templates."""

    def __init__(self, templates: Path, site: Site, translations: NullTranslations | None = None) -> None:
        self.assets = Assets(templates / "assets")
        self._environment = create_environment(_loader(templates), translations or NullTranslations())
        self._environment.globals |= {"site": site, "asset": self.assets.url, "comments": self._comments}
        self._environment.globals["opened"] = Markup(OPENED)
        # An entry is a value, so equal entries are one piece of HTML: a comment is rendered when a warm function
        # first shows it, and not again with each page that it stands on.
        macro = self._environment.get_template("_comment.html").module.comment
        self._comment: Callable[..., Markup] = lru_cache(_COMMENTS_KEPT)(macro)
        self._templates = {
            page.template: self._environment.get_template(page.template) for page in Page.__value__.__args__
        }

    def html(self, page: Page) -> str:
        """The page's document. Raises `jinja2.UndefinedError` for a template that names what its page has not."""
        shown = {each.name: getattr(page, each.name) for each in fields(page)}
        return self._templates[page.template].render(shown)

    def _comments(self, entries: tuple[ThreadEntry, ...], comments_open: bool, continued: bool) -> Markup:
        return Markup("".join([self._comment(entry, comments_open, continued) for entry in entries]))


def create_environment(loader: BaseLoader, translations: NullTranslations) -> Environment:
    """The environment without its site: the build compiles templates with this very one."""
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
    months = [translations.gettext(name) for name in _MONTHS]
    environment.filters |= {
        "day": lambda at: f"{at.day} {months[at.month - 1]} {at.year}",
        "minute": lambda at: f"{at:%H:%M}",
        "instant": _instant,
        "initials": initials_of,
        "tint": tint_of,
    }
    return environment


def _loader(templates: Path) -> BaseLoader:
    compiled = templates / COMPILED
    return ModuleLoader(compiled) if compiled.is_dir() else FileSystemLoader(templates)


def _instant(at: datetime) -> str:
    """For `<time datetime>`: RFC 3339, to the second."""
    text = at.isoformat(timespec="seconds")
    return text.replace("+00:00", "Z") if at.utcoffset() == UTC.utcoffset(None) else text


def _(name: str) -> str:
    """Marks a word for the catalogues; it is translated when the environment is made."""
    return name


_MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
    _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
