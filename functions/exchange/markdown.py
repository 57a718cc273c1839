"""Markdown files with YAML front matter → articles.

CommonMark (https://spec.commonmark.org/) with tables, strikethrough, footnotes and definition lists. Raw HTML is
allowed, and cleaned like all HTML from elsewhere.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from blog.article import Article, ArticleKind, ArticleState, Author
from blog.errors import BadSlug
from blog.slugs import checked_slug, is_slug, slugify
from exchange import fields
from exchange.authors_file import read_authors
from exchange.errors import FileFault, FileFaults
from exchange.finish import finish
from exchange.front_matter import FrontMatter, read_front_matter
from exchange.html import clean_article_html
from exchange.summaries import first_paragraph, opening

_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(.+))?")
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL)
_COMMENT_WORDS = {"open": True, "closed": False}


def read_markdown(path: Path, *, default_author: Author, comments_open: bool = True) -> Article:
    """The article in a file; `authors.yaml` beside it may name its author. Raises `FileFaults`, all of them at once.

    `comments_open` is for posts that do not say it themselves. A date to come is for the caller to look at: here an
    article is published, unlisted or a draft.
    """
    return _read(path, _Defaults(default_author, comments_open), read_authors(path.parent))


def read_all(paths: Iterable[Path], *, default_author: Author, comments_open: bool = True) -> tuple[Article, ...]:
    """The articles of all files, and of all `*.md` files in and under folders, in order of their names.

    Each as `read_markdown` reads it. Raises `FileFaults` with the faults of every file, two files for one slug among
    them: all is well, or nothing is returned.
    """
    defaults = _Defaults(default_author, comments_open)
    faults: list[FileFault] = []
    articles: dict[Path, Article] = {}
    authors: dict[Path, dict[str, Author]] = {}
    for path in _files(paths):
        try:
            if path.parent not in authors:
                authors[path.parent] = {}
                authors[path.parent] = read_authors(path.parent)
            articles[path] = _read(path, defaults, authors[path.parent])
        except FileFaults as found:
            faults.extend(found.faults)
    faults.extend(_doubled_slugs(articles))
    if faults:
        raise FileFaults(tuple(faults))
    return tuple(articles.values())


@dataclass(frozen=True, slots=True)
class _Defaults:
    author: Author
    comments_open: bool


def _files(paths: Iterable[Path]) -> list[Path]:
    """Every file once, folders opened; what begins with a dot is nobody's article."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*.md")) if path.is_dir() else [path]
        found += [each for each in inside if not any(part.startswith(".") for part in each.relative_to(path).parts)]
    return list(dict.fromkeys(found))


def _doubled_slugs(articles: Mapping[Path, Article]) -> list[FileFault]:
    first: dict[str, Path] = {}
    faults = []
    for path, article in articles.items():
        if article.slug in first:
            faults.append(FileFault(path, 1, f"the slug '{article.slug}' is taken by {first[article.slug]}"))
        first.setdefault(article.slug, path)
    return faults


def _read(path: Path, defaults: _Defaults, authors: Mapping[str, Author]) -> Article:
    parts = read_front_matter(path)
    fields.refuse_unknown(parts)
    title = fields.required_text(parts, "title")
    rendered = _render(parts)
    body = clean_article_html(rendered)
    found = finish(body)
    kind = ArticleKind(fields.choice(parts, "kind", tuple(ArticleKind), ArticleKind.POST))
    commented = defaults.comments_open and kind is ArticleKind.POST
    article = Article(
        slug=_slug(parts, title),
        title=title,
        author=_author(parts, defaults.author, authors),
        published_at=_published_at(parts),
        updated_at=fields.moment(parts, "updated"),
        expires_at=fields.moment(parts, "expires"),
        state=_state(parts),
        kind=kind,
        summary=fields.text(parts, "summary") or _summary(rendered, body),
        tags=fields.names(parts, "tags"),
        categories=fields.names(parts, "categories"),
        picture=fields.picture(parts),
        images=found.images,
        word_count=found.word_count,
        sticky=fields.flag(parts, "sticky", default=False),
        parent=fields.text(parts, "parent"),
        order=fields.number(parts, "order"),
        comments_open=fields.flag(parts, "comments", default=commented, words=_COMMENT_WORDS),
        body=found.body,
        contents=found.contents,
        origin="markdown",
    )
    _check_together(parts, article)
    parts.check()
    return article


def _state(parts: FrontMatter) -> ArticleState:
    """A draft is a draft, whatever it will be one day."""
    unlisted = fields.flag(parts, "unlisted", default=False)
    if fields.flag(parts, "draft", default=False):
        return ArticleState.DRAFT
    return ArticleState.UNLISTED if unlisted else ArticleState.PUBLISHED


def _check_together(parts: FrontMatter, article: Article) -> None:
    """What no line can be faulted for alone."""
    if article.expires_at and article.expires_at <= article.published_at:
        parts.fault(parts.entries["expires"].line, "'expires' must be later than 'date'")
    if article.kind is ArticleKind.POST:
        for key in ("parent", "order"):
            if _given(parts, key) is not None:
                parts.fault(parts.entries[key].line, f"'{key}' is for pages: add 'kind: page'")
    elif article.parent and (not is_slug(article.parent) or article.parent == article.slug):
        parts.fault(parts.entries["parent"].line, f"'parent' must be the slug of another page, not '{article.parent}'")


def _slug(parts: FrontMatter, title: str) -> str:
    """The slug that is given, or one from the file's name without its date, or one from the title."""
    given = fields.text(parts, "slug")
    if given:
        try:
            return checked_slug(given)
        except BadSlug as error:
            parts.fault(parts.entries["slug"].line, str(error))
            return given
    dated = _DATED_NAME.fullmatch(parts.path.stem)
    slug = slugify((dated[2] or "") if dated else parts.path.stem) or slugify(title)
    if not is_slug(slug):
        parts.fault(1, "neither the file's name nor the title makes a slug: add a 'slug' line")
    return slug


def _published_at(parts: FrontMatter) -> datetime:
    at = fields.moment(parts, "date")
    dated = _DATED_NAME.fullmatch(parts.path.stem)
    if at is None and dated and "date" not in parts.entries:
        try:
            at = datetime.fromisoformat(dated[1]).replace(tzinfo=UTC)
        except ValueError:
            parts.fault(1, f"the file's name begins with '{dated[1]}', which is no date")
    elif at is None and _given(parts, "date") is None:
        parts.fault(1, "'date' is missing, and the file's name does not begin with one")
    return at or datetime.fromtimestamp(0, UTC)


def _author(parts: FrontMatter, default: Author, authors: Mapping[str, Author]) -> Author:
    """By slug from `authors.yaml`, or as the file itself says."""
    given = _given(parts, "author")
    if given is None:
        return default
    slug = given["slug"] if isinstance(given, dict) and given.keys() == {"slug"} else given
    if isinstance(slug, str) and slug in authors:
        return authors[slug]
    return fields.author_from(parts, "author", {"name": given} if isinstance(given, str) else given) or default


def _given(parts: FrontMatter, key: str) -> object:
    return parts.entries[key].value if key in parts.entries else None


def _summary(rendered: str, body: str) -> str:
    more = _MORE.search(rendered)
    return opening(clean_article_html(rendered[: more.start()])) if more else first_paragraph(body)


def _render(parts: FrontMatter) -> str:
    if not parts.body.strip():
        parts.fault(parts.body_line, "nothing follows the front matter")
        return ""
    return _MARKDOWN.render(parts.body)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    markdown.use(footnote_plugin).use(deflist_plugin)
    return markdown


_MARKDOWN = _markdown()
