"""What becomes of an article when its time has come, and of those beside it."""

from datetime import datetime
from typing import Any

from storage.article_writer import ArticleWriter


def time_of_call(event: dict[str, Any], now: datetime) -> datetime:
    """At least the moment that the scheduler was asked to call at, `due` in the event.

    A function whose clock is behind would find that nothing is due yet, and nobody calls a second time.
    """
    return max(now, datetime.fromisoformat(event["due"])) if "due" in event else now


def keep(articles: ArticleWriter, slug: str, now: datetime) -> dict[str, Any]:
    """Publishes or ends an article that is due, and tells the others; may be done again at any point.

    Says what it did: `state` is the article's new one, or '' when there was nothing to do; `linked` counts the
    articles that got another neighbour, or others that they are related to.
    """
    state = articles.keep_time(slug, now)
    # Always: a try before this one may have been stopped halfway.
    return {"slug": slug, "state": state or "", "linked": articles.link_articles()}
