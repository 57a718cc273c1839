"""The second pass: each post and page as an article, with its comments and the addresses it had."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from blog.article import Article, ArticleKind, ArticleState, Author, Picture
from blog.comment import Comment
from exchange.html import text_of
from exchange.summaries import opening, shortened
from exchange.wordpress import dates
from exchange.wordpress.addresses import old_addresses
from exchange.wordpress.bodies import Body, read_body
from exchange.wordpress.comments import read_comments
from exchange.wordpress.items import WxrItem, whole_number
from exchange.wordpress.reader import Progress, read_parts
from exchange.wordpress.survey import ARTICLE_KINDS, Survey, is_article
from exchange.wordpress.terms import filed_under

_DRAFT_REASONS = {
    "draft": "was a draft",
    "pending": "was waiting for review: kept as a draft",
    "private": "was private: kept as a draft",
}
_TITLE_LENGTH = 60
_LONGEST_GUID = 500
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s\x00-\x1f\x7f<>\"{}|\\^`]+", re.IGNORECASE)
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
            guid = _guid(item.guid)
            yield _imported(item, survey, guid="" if guid in seen else guid)
            seen |= {item.id, guid}


def _reason_to_skip(item: WxrItem, seen: set[str]) -> str:
    if item.kind not in ARTICLE_KINDS:
        return f"'{item.kind}' is neither a post nor a page"
    if not is_article(item):
        return f"its status is '{item.status}'"
    return f"the file has the {item.kind} {item.id} twice" if item.id in seen else ""


def _guid(text: str) -> str:
    """What feed readers know the article by, '' when it is no URI (RFC 3986) of a usable length."""
    return text if len(text) <= _LONGEST_GUID and _URI.fullmatch(text) else ""


def _imported(item: WxrItem, survey: Survey, *, guid: str) -> ImportedArticle:
    body = read_body(item.content, item.id, survey, item.meta_value("footnotes"))
    notes = [*_state_notes(item), *body.notes]
    at = dates.of(item)
    if at is None:
        notes.append("has no date")
    at = at or dates.moment(item.modified, item.modified_gmt) or _EPOCH
    slug = survey.slugs[item.id]
    author_id = survey.user_ids.get(item.creator, "")
    comments, comment_notes = read_comments(
        item.comments, slug=slug, site_url=survey.site_url, fallback=at, author_id=author_id
    )
    title = text_of(item.title)
    if not title:
        title = shortened(text_of(body.finished.body), _TITLE_LENGTH) or slug
        notes.append(f"has no title: '{title}' stands in for it")
    return ImportedArticle(
        article=_article(item, survey, title, at, body, guid),
        comments=comments,
        addresses=old_addresses(item),
        notes=(*notes, *comment_notes),
    )


def _article(item: WxrItem, survey: Survey, title: str, at: datetime, body: Body, guid: str) -> Article:
    known = body.finished
    page = item.kind == ArticleKind.PAGE
    return Article(
        slug=survey.slugs[item.id],
        title=title,
        author=survey.authors.get(item.creator, Author(slug="author", name="Author")),
        published_at=at,
        updated_at=_updated_at(item, at),
        guid=guid,
        state=ArticleState.DRAFT if _state_notes(item) else ArticleState.PUBLISHED,
        kind=ArticleKind(item.kind),
        summary=text_of(item.excerpt) or (opening(body.teaser) if body.teaser else opening(known.body)),
        tags=_names(item, survey, "post_tag"),
        categories=_names(item, survey, "category"),
        picture=_picture(item, survey),
        images=known.images,
        word_count=known.word_count,
        parent=survey.parents.get(item.id, ""),
        order=whole_number(item.menu_order) if page else 0,
        sticky=item.sticky == "1",
        comments_open=item.comment_status != "closed",
        body=known.body,
        contents=known.contents,
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
    return tuple(dict.fromkeys(filed_under(item, taxonomy, survey.terms).values()))


def _picture(item: WxrItem, survey: Survey) -> Picture | None:
    found = survey.attachments.get(item.meta_value("_thumbnail_id"))
    return Picture(url=found.url, alt=found.alt, caption=found.caption) if found and found.url else None
