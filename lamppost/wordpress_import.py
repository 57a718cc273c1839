"""A WordPress export into the table, and a report of what became of everything in it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from urllib.parse import unquote

from blog.article import ArticleState
from blog.comment import Comment, CommentState
from blog.errors import ArticleTooLarge, BadSetting, SlugRenamed, SlugTaken
from blog.lists import ListKind, ListRef
from blog.settings import Settings
from blog.slugs import slug_in, term_slug
from exchange.wordpress import ImportedArticle, Skipped, Survey, read_articles
from storage.article_writer import ArticleWriter, Saved
from storage.comment_desk import CommentDesk
from storage.settings_item import SettingsItem

# Examples that a report gives of each note: enough to find them, few enough to keep memory flat.
_EXAMPLES = 5
_ADDRESSES_AT_ONCE = 25


@dataclass(slots=True)
class Report:
    """How many of each kind came in, were left out and why; `notes` has a few examples of each."""

    saved: Counter[tuple[str, str]] = field(default_factory=Counter)
    comments: Counter[str] = field(default_factory=Counter)
    new_comments: int = 0
    addresses: int = 0
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: dict[str, list[str]] = field(default_factory=dict)
    noted: Counter[str] = field(default_factory=Counter)

    def note(self, slug: str, text: str) -> None:
        self.noted[text] += 1
        examples = self.notes.setdefault(text, [])
        if len(examples) < _EXAMPLES:
            examples.append(slug)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where an import puts things; a dry run has none."""

    articles: ArticleWriter
    comments: CommentDesk
    settings: SettingsItem


def run_import(
    path: Path,
    survey: Survey,
    shelf: Shelf | None,
    progress: Callable[[int], object] | None = None,
    now: datetime | None = None,
) -> Report:
    """Brings in one item after another, so that a stopped import can be run again and adds nothing twice.

    The file was read to its end by the survey, so a broken one has been refused before anything is written. What is
    dated after `now` is scheduled.
    """
    report, now = Report(), now or datetime.now(UTC)
    # Addresses come as articles are saved, so that no more of them is ever held than one request takes.
    for batch in batched(_bring_all_in(path, survey, shelf, report, progress, now), _ADDRESSES_AT_ONCE, strict=False):
        report.addresses += len(batch)
        if shelf:
            shelf.articles.remember_addresses(dict(batch))
    if shelf:
        shelf.articles.link_articles()
        for (kind, slug), (_, description) in survey.descriptions.items():
            shelf.articles.describe_list(ListRef(ListKind(kind), slug), description)
        shelf.articles.remember_lists(_old_lists(survey))
        _take_settings(survey, shelf.settings, report)
    return report


def _old_lists(survey: Survey) -> dict[str, ListRef]:
    """The addresses of tags and categories whose slugs there were not made of their names as ours are."""
    kinds = {"category": ListKind.CATEGORY, "post_tag": ListKind.TAG}
    found = {}
    for (taxonomy, nicename), name in survey.terms.items():
        slug, nicename = term_slug(name), unquote(nicename)
        if taxonomy in kinds and slug and nicename and nicename != slug:
            found[ListRef(kinds[taxonomy], nicename).path] = ListRef(kinds[taxonomy], slug)
    return found


def _take_settings(survey: Survey, item: SettingsItem, report: Report) -> None:
    """An imported blog keeps its name and its menu, where the owner has not chosen others."""
    known = item.read()
    found = Settings.read(known)
    chosen = {
        "title": survey.site_title[:120],
        "tagline": survey.site_description[:200],
        "menu": replace(found, menu=survey.menu).texts()["menu"],
    }
    for name, text in chosen.items():
        if not text or name in known:
            continue
        try:
            item.save({name: found.changed({name: text}).texts()[name]})
        except BadSetting as error:
            report.note(name, error.reason)


def _bring_all_in(
    path: Path,
    survey: Survey,
    shelf: Shelf | None,
    report: Report,
    progress: Callable[[int], object] | None,
    now: datetime,
) -> Iterator[tuple[str, str]]:
    """Saves what the file holds, and yields the old addresses to remember, with their slugs."""
    for found in read_articles(path, survey, progress):
        if isinstance(found, Skipped):
            report.skipped[found.kind, found.reason] += 1
        else:
            yield from _bring_in(found, shelf, report, now)


def _bring_in(found: ImportedArticle, shelf: Shelf | None, report: Report, now: datetime) -> Iterator[tuple[str, str]]:
    """Saves an article with its comments; yields the old addresses that only a reminder can lead to it."""
    kind = "draft" if found.article.state is ArticleState.DRAFT else found.article.kind.value
    if shelf and shelf.articles.was_deleted(found.article.slug):
        report.skipped[kind, "was deleted here"] += 1
        return
    try:
        slug, saved = _save(found, shelf, now)
    except ArticleTooLarge as error:
        report.skipped[kind, str(error)] += 1
        return
    report.saved[kind, saved.value] += 1
    for note in found.notes:
        report.note(slug, note)
    if slug != found.article.slug:
        report.note(slug, f"its slug was taken: it is '{slug}' now")
    if found.article.state is not ArticleState.DRAFT and found.article.published_at > now:
        report.note(slug, "its time has not come: it is scheduled")
    report.comments.update(_kind_of(comment) for comment in found.comments)
    if shelf:
        moved = [replace(comment, slug=slug) for comment in found.comments]
        report.new_comments += shelf.comments.bring_in(slug, moved)
    yield from ((address, slug) for address in found.addresses if slug_in(address) != slug)


def _save(found: ImportedArticle, shelf: Shelf | None, now: datetime) -> tuple[str, Saved]:
    """The slug it got: its own, the one that it was given here, or one with a number where it is another's."""
    if shelf is None:
        return found.article.slug, Saved.CREATED
    slug, number = found.article.slug, 1
    while True:
        try:
            return slug, shelf.articles.save(replace(found.article, slug=slug), now=now)
        except SlugRenamed as renamed:
            slug = renamed.now
        except SlugTaken:
            number += 1
            slug = f"{found.article.slug}-{number}"


def _kind_of(comment: Comment) -> str:
    state = "" if comment.state is CommentState.APPROVED else f" ({comment.state})"
    return f"{comment.kind}{state}"
