"""The articles and the conversation that a first `make serve` shows: the tour of Lamppost itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from blog.article import Article, Author
from blog.comment import Comment, CommentState, reply_path
from blog.ids import make_id
from exchange.markdown import read_all
from storage.article_writer import ArticleWriter
from storage.comment_desk import CommentDesk
from storage.settings_item import SettingsItem

_FOLDER = Path(__file__).parent
_MENU = "About = /about; Archive = /archive; Tags = /tags"
_KEEPERS = Author(slug="keepers", name="The keepers")


def plant(client: Any, table_name: str, now: datetime | None = None) -> int:
    """Publishes the demo in an empty table, each article as it is at this time, and returns how many there are."""
    now = now or datetime.now(UTC)
    writer, desk = ArticleWriter(client, table_name), CommentDesk(client, table_name)
    conversations = yaml.safe_load((_FOLDER / "comments.yaml").read_text(encoding="utf-8"))
    articles = read_all([_FOLDER / "articles"], default_author=_KEEPERS)
    for article in articles:
        writer.save(article, now=now)
        desk.bring_in(article.slug, list(_comments(article, conversations.get(article.slug, []))))
    writer.link_articles()
    SettingsItem(client, table_name).save({"menu": _MENU})
    return len(articles)


def _comments(article: Article, entries: list[dict[str, Any]], parent: str = "") -> list[Comment]:
    found = []
    for number, entry in enumerate(entries):
        at = article.published_at + timedelta(hours=entry["hours"])
        path = reply_path(parent, make_id(at, number))
        found.append(
            Comment(
                slug=article.slug,
                path=path,
                name=entry["author"],
                url=entry.get("url", ""),
                text=entry["text"],
                state=CommentState.APPROVED,
            )
        )
        found += _comments(article, entry.get("replies", []), path)
    return found
