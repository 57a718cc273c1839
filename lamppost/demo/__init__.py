"""The articles and the conversation that a first `make serve` shows: the tour of Lamppost itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from blog.acts import Batch
from blog.article import Article, Author
from blog.comment import Comment, CommentState, Gap, reply_path
from blog.ids import make_id
from blog.settings import Settings
from exchange.markdown import read_all
from storage.article_writer import ArticleWriter
from storage.comment_desk import CommentDesk
from storage.comment_mover import CommentMover
from storage.settings_item import SettingsItem

_FOLDER = Path(__file__).parent
_MENU = "About = /about; Archive = /archive; Tags = /tags"
_KEEPERS = Author(slug="keepers", name="The keepers")


def plant(client: Any, table_name: str, now: datetime | None = None) -> int:
    """Publishes the demo in an empty table, each article as it is at this time, and returns how many there are."""
    now = now or datetime.now(UTC)
    writer, desk = ArticleWriter(client, table_name), CommentDesk(client, table_name)
    mover = CommentMover(client, table_name)
    conversations = yaml.safe_load((_FOLDER / "comments.yaml").read_text(encoding="utf-8"))
    articles = read_all([_FOLDER / "articles"], default_author=_KEEPERS)
    for article in articles:
        writer.save(article, now=now)
        _converse(desk, mover, article, conversations.get(article.slug, []))
    writer.link_articles()
    SettingsItem(client, table_name).save({"menu": _MENU})
    return len(articles)


def _converse(desk: CommentDesk, mover: CommentMover, article: Article, entries: list[dict[str, Any]]) -> None:
    """The conversation on an article, with what was done to it since."""
    told = list(_told(article, entries))
    desk.bring_in(article.slug, [comment for comment, _ in told])
    for comment, fate in told:
        if fate == "pinned":
            now = comment.written_at + timedelta(days=1)
            desk.pin(comment, Batch(make_id(now, 0), article.author.name, now))
        if fate == "deleted":
            mover.change(comment, replace(comment, state=CommentState.TRASH), gap=Gap.AUTHOR)


def _told(article: Article, entries: list[dict[str, Any]], answered: str = "") -> Iterator[tuple[Comment, str]]:
    """Each comment with its fate: 'pinned', 'deleted' (by its author) or ''."""
    for number, entry in enumerate(entries):
        at = article.published_at + timedelta(hours=entry["hours"])
        path = reply_path(answered, make_id(at, number), Settings.thread_depth)
        comment = Comment(
            slug=article.slug,
            path=path,
            name=entry["author"],
            url=entry.get("url", ""),
            text=entry["text"].strip(),
            state=CommentState(entry.get("state", "approved")),
            answers=answered if answered.count("/") == path.count("/") else "",
            by_author=entry["author"] == article.author.name,
            edited_at=at + timedelta(minutes=entry["edited"]) if "edited" in entry else None,
        )
        yield comment, entry.get("fate", "")
        yield from _told(article, entry.get("replies", []), path)
