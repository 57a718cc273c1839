"""The second pass: each post and page as an article, with its comments and the addresses it had."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from blog.article import Article, ArticleKind, ArticleState, Author, Picture
from blog.comment import Comment
from exchange.html import text_of
from exchange.summaries import opening, shortened
from exchange.wordpress import dates
from exchange.wordpress.bodies import Body, read_body
from exchange.wordpress.comments import read_comments
from exchange.wordpress.items import WxrItem
from exchange.wordpress.reader import Progress, read_parts
from exchange.wordpress.survey import ARTICLE_KINDS, Survey, is_article

_DRAFT_REASONS = {
    "draft": "was a draft",
    "pending": "was waiting for review: kept as a draft",
    "future": "was scheduled: kept as a draft",
    "private": "was private: kept as a draft",
}
_TITLE_LENGTH = 60
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """`comments` are in thread order; `notes` say what is not as it was.

    `addresses` are the paths on the old site (percent-decoded, NFC, with their query) that should lead here.
    """

    article: Article
    comments: tuple[Comment, ...]
    addresses: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that does not become an article, and why."""

    kind: str
    title: str
    reason: str


def read_articles(path: Path, survey: Survey, progress: Progress | None = None) -> Iterator[ImportedArticle | Skipped]:
    """The posts and pages in the order of the file. Attachments are in the survey, and not named again here.

    `survey` must be of the same file. Raises `NotAnExport`.
    """
    seen: set[str] = set()
    for item in read_parts(path, progress):
        if not isinstance(item, WxrItem) or item.kind == "attachment":
            continue
        reason = _reason_to_skip(item, seen)
        if reason:
            yield Skipped(item.kind, text_of(item.title), reason)
        else:
            seen.add(item.id)
            yield _imported(item, survey)


def _reason_to_skip(item: WxrItem, seen: set[str]) -> str:
    if item.kind not in ARTICLE_KINDS:
        return f"'{item.kind}' is neither a post nor a page"
    if not is_article(item):
        return f"its status is '{item.status}'"
    return f"the file has the {item.kind} {item.id} twice" if item.id in seen else ""


def _imported(item: WxrItem, survey: Survey) -> ImportedArticle:
    body = read_body(item.content, item.id, survey, item.meta_value("footnotes"))
    notes = [*_state_notes(item), *body.notes]
    at = dates.moment(item.date, item.date_gmt) or dates.published(item.published)
    if at is None:
        notes.append("has no date")
    at = at or dates.moment(item.modified, item.modified_gmt) or _EPOCH
    slug = survey.slugs[item.id]
    comments, comment_notes = read_comments(item.comments, slug=slug, site_url=survey.site_url, fallback=at)
    title = text_of(item.title)
    if not title:
        title = shortened(text_of(body.html), _TITLE_LENGTH) or slug
        notes.append(f"has no title: '{title}' stands in for it")
    return ImportedArticle(
        article=_article(item, survey, title, at, body),
        comments=comments,
        addresses=_addresses(item),
        notes=(*notes, *comment_notes),
    )


def _article(item: WxrItem, survey: Survey, title: str, at: datetime, body: Body) -> Article:
    return Article(
        slug=survey.slugs[item.id],
        title=title,
        author=survey.authors.get(item.creator, Author(slug="author", name="Author")),
        published_at=at,
        updated_at=_updated_at(item, at),
        state=ArticleState.DRAFT if _state_notes(item) else ArticleState.PUBLISHED,
        kind=ArticleKind(item.kind),
        summary=text_of(item.excerpt) or (opening(body.teaser) if body.teaser else opening(body.html)),
        tags=_names(item, survey, "post_tag"),
        categories=_names(item, survey, "category"),
        picture=_picture(item, survey),
        sticky=item.sticky == "1",
        comments_open=item.comment_status != "closed",
        body=body.html,
        origin=f"{survey.site_url}/?p={item.id}",
    )


def _state_notes(item: WxrItem) -> list[str]:
    """Why an item is a draft here; nothing when it was public."""
    if item.status in _DRAFT_REASONS:
        return [_DRAFT_REASONS[item.status]]
    return ["was protected by a password: kept as a draft"] if item.password else []


def _updated_at(item: WxrItem, published_at: datetime) -> datetime | None:
    at = dates.moment(item.modified, item.modified_gmt)
    return at if at and at > published_at else None


def _names(item: WxrItem, survey: Survey, taxonomy: str) -> tuple[str, ...]:
    """What the item is filed under. 1.0 lists every term a second time without its taxonomy."""
    terms = item.terms
    if taxonomy == "category" and not any(term.taxonomy for term in terms):
        taxonomy = ""
    names = (
        text_of(term.name) or survey.terms.get((taxonomy, term.nicename), "")
        for term in terms
        if term.taxonomy == taxonomy and term.nicename != "uncategorized"
    )
    return tuple(dict.fromkeys(name for name in names if name and name != "Uncategorized"))


def _picture(item: WxrItem, survey: Survey) -> Picture | None:
    found = survey.attachments.get(item.meta_value("_thumbnail_id"))
    return Picture(url=found.url, alt=found.alt, caption=found.caption) if found and found.url else None


def _addresses(item: WxrItem) -> tuple[str, ...]:
    """The permalink, the short link that every item has, and the permalinks before the slug was changed.

    Ids are one series for posts and pages, so `/?p=` stands for `/?page_id=` too, whatever folder the site was in.
    The guid is left alone: after a move between sites it still names the old site's id, which may be another's here.
    """
    permalink = _path(item.link)
    found = [f"/?p={item.id}"]
    if permalink and "?" not in permalink:
        found.insert(0, permalink)
        before, _, _ = permalink.rstrip("/").rpartition("/")
        slash = "/" if permalink.endswith("/") else ""
        old = [value for name, value in item.meta if name == "_wp_old_slug" and value]
        found += [f"{before}/{_decoded(name)}{slash}" for name in old]
    return tuple(dict.fromkeys(address for address in found if address and address != "/"))


def _path(address: str) -> str:
    """A path with its query, '' when the address is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = re.sub(r"/{2,}", "/", _decoded(parts.path)) or "/"
    return (path + (f"?{parts.query}" if parts.query else "")) if address else ""


def _decoded(text: str) -> str:
    return normalize("NFC", unquote(text))
