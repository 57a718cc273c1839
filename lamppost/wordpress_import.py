"""A WordPress export into the table, and a report of what became of everything in it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import batched, count
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
    addresses: list[tuple[str, str]] = []
    for found in read_articles(path, survey, progress):
        if isinstance(found, Skipped):
            report.skipped[found.kind, found.reason] += 1
            continue
        addresses += _bring_in(found, shelf, report)
    report.addresses = len(addresses)
    if shelf:
        for batch in batched(addresses, _ADDRESSES_AT_ONCE, strict=False):
            shelf.articles.remember_addresses(dict(batch))
        shelf.articles.link_neighbours()
    return report


def _bring_in(found: ImportedArticle, shelf: Shelf | None, report: Report) -> Iterator[tuple[str, str]]:
    """Saves an article with its comments; yields the old addresses that only a reminder can lead to it."""
    kind = "draft" if found.article.state is ArticleState.DRAFT else found.article.kind.value
    try:
        slug, saved = _save(found, shelf)
    except ArticleTooLarge as error:
        report.skipped[kind, str(error)] += 1
        return
    report.saved[kind, saved.value] += 1
    for note in (
        found.notes if slug == found.article.slug else (*found.notes, f"its slug was taken: it is '{slug}' now")
    ):
        report.note(slug, note)
    report.comments.update(_kind_of(comment) for comment in found.comments)
    if shelf:
        moved = [replace(comment, slug=slug) for comment in found.comments]
        report.new_comments += shelf.comments.bring_in(slug, moved)
    yield from ((address, slug) for address in found.addresses if slug_in(address) != slug)


def _save(found: ImportedArticle, shelf: Shelf | None) -> tuple[str, Saved]:
    """The slug it got: its own, or with a number where an article from elsewhere has that already."""
    if shelf is None:
        return found.article.slug, Saved.CREATED
    for number in count(1):
        slug = found.article.slug if number == 1 else f"{found.article.slug}-{number}"
        try:
            return slug, shelf.articles.save(replace(found.article, slug=slug))
        except SlugTaken:
            continue
    raise AssertionError("count() does not end")


def _kind_of(comment: Comment) -> str:
    state = "" if comment.state is CommentState.APPROVED else f" ({comment.state})"
    return f"{comment.kind}{state}"
