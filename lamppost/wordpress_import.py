"""A WordPress export into the table, and a report of what became of everything in it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import batched
from pathlib import Path

from blog.article import ArticleState
from blog.comment import Comment, CommentState
from blog.errors import ArticleTooLarge, SlugTaken
from blog.slugs import slug_in
from exchange.wordpress import ImportedArticle, Skipped, Survey, read_articles
from storage.article_writer import ArticleWriter, Saved
from storage.comment_desk import CommentDesk

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


def run_import(
    path: Path, survey: Survey, shelf: Shelf | None, progress: Callable[[int], object] | None = None
) -> Report:
    """Brings in one item after another, so that a stopped import can be run again and adds nothing twice.

    The file was read to its end by the survey, so a broken one has been refused before anything is written.
    """
    report = Report()
    # Addresses come as articles are saved, so that no more of them is ever held than one request takes.
    for batch in batched(_bring_all_in(path, survey, shelf, report, progress), _ADDRESSES_AT_ONCE, strict=False):
        report.addresses += len(batch)
        if shelf:
            shelf.articles.remember_addresses(dict(batch))
    if shelf:
        shelf.articles.link_neighbours()
    return report


def _bring_all_in(
    path: Path, survey: Survey, shelf: Shelf | None, report: Report, progress: Callable[[int], object] | None
) -> Iterator[tuple[str, str]]:
    """Saves what the file holds, and yields the old addresses to remember, with their slugs."""
    for found in read_articles(path, survey, progress):
        if isinstance(found, Skipped):
            report.skipped[found.kind, found.reason] += 1
        else:
            yield from _bring_in(found, shelf, report)


def _bring_in(found: ImportedArticle, shelf: Shelf | None, report: Report) -> Iterator[tuple[str, str]]:
    """Saves an article with its comments; yields the old addresses that only a reminder can lead to it."""
    kind = "draft" if found.article.state is ArticleState.DRAFT else found.article.kind.value
    try:
        slug, saved = _save(found, shelf)
    except ArticleTooLarge as error:
        report.skipped[kind, str(error)] += 1
        return
    report.saved[kind, saved.value] += 1
    for note in found.notes:
        report.note(slug, note)
    if slug != found.article.slug:
        report.note(slug, f"its slug was taken: it is '{slug}' now")
    report.comments.update(_kind_of(comment) for comment in found.comments)
    if shelf:
        moved = [replace(comment, slug=slug) for comment in found.comments]
        report.new_comments += shelf.comments.bring_in(slug, moved)
    yield from ((address, slug) for address in found.addresses if slug_in(address) != slug)


def _save(found: ImportedArticle, shelf: Shelf | None) -> tuple[str, Saved]:
    """The slug it got: its own, or with a number where an article from elsewhere has that already."""
    if shelf is None:
        return found.article.slug, Saved.CREATED
    slug, number = found.article.slug, 1
    while True:
        try:
            return slug, shelf.articles.save(replace(found.article, slug=slug))
        except SlugTaken:
            number += 1
            slug = f"{found.article.slug}-{number}"


def _kind_of(comment: Comment) -> str:
    state = "" if comment.state is CommentState.APPROVED else f" ({comment.state})"
    return f"{comment.kind}{state}"
