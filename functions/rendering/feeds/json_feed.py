"""JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

import json
from typing import Any

from rendering.feeds.feed import Entry, Feed, Person
from rendering.times import instant

CONTENT_TYPE = "application/feed+json"


def write(feed: Feed) -> str:
    return json.dumps(
        _present(
            version="https://jsonfeed.org/version/1.1",
            title=feed.title,
            home_page_url=feed.page,
            feed_url=feed.url,
            next_url=feed.older,
            description=feed.description,
            language=feed.language,
            authors=_authors(feed.author),
        )
        | {"items": [_item(entry) for entry in feed.entries]},
        ensure_ascii=False,
    )


def _item(entry: Entry) -> dict[str, Any]:
    return _present(
        id=entry.id,
        url=entry.url,
        title=entry.title,
        summary=entry.summary,
        image=entry.picture,
        attachments=[{"url": entry.picture, "mime_type": entry.picture_type}] if entry.picture else [],
        date_published=instant(entry.published_at),
        date_modified=instant(entry.updated_at),
        authors=_authors(entry.author),
        tags=list(entry.tags),
    ) | {"content_html": entry.content}


def _authors(person: Person | None) -> list[dict[str, Any]]:
    return [_present(name=person.name, url=person.url, avatar=person.picture)] if person else []


def _present(**fields: Any) -> dict[str, Any]:
    """What is not empty: the format has no empty values."""
    return {name: value for name, value in fields.items() if value}
