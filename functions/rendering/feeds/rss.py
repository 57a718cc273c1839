"""RSS 2.0, as the RSS Advisory Board's profile has it: https://www.rssboard.org/rss-profile."""

from email.utils import format_datetime
from xml.etree.ElementTree import Element

from markupsafe import escape

from blog.feeds import RSS
from rendering.feeds.feed import Entry, Feed
from rendering.times import instant
from rendering.xml import add, document

CONTENT_TYPE = "application/rss+xml"
_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
}


def write(feed: Feed) -> str:
    rss = Element("rss", {"version": "2.0"} | _NAMESPACES)
    channel = add(rss, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.page)
    add(channel, "description", feed.description)
    add(channel, "language", feed.language)
    add(channel, "generator", "Lamppost")
    if feed.updated_at:
        add(channel, "lastBuildDate", format_datetime(feed.updated_at))
    for relation, address in (("self", feed.url), ("previous", feed.newer), ("next", feed.older)):
        if address:
            add(channel, "atom:link", attributes={"rel": relation, "href": address, "type": CONTENT_TYPE})
    for entry in feed.entries:
        _add_item(channel, entry)
    return document(rss)


def _add_item(channel: Element, entry: Entry) -> None:
    item = add(channel, "item")
    add(item, "title", entry.title)
    add(item, "link", entry.url)
    add(item, "guid", entry.id, {"isPermaLink": "false"})
    add(item, "pubDate", format_datetime(entry.published_at))
    add(item, "atom:updated", instant(entry.updated_at))
    add(item, "dc:creator", entry.author.name)
    for tag in entry.tags:
        add(item, "category", tag)
    # Readers take a description for HTML, whatever it is.
    add(item, "description", str(escape(entry.summary)) if entry.summary else entry.content)
    add(item, "content:encoded", entry.content)
    if entry.picture:
        # 0 says that the length is not known.
        add(item, "enclosure", attributes={"url": entry.picture, "length": "0", "type": entry.picture_type})
    if entry.discussion:
        add(item, "comments", f"{entry.url}#comments")
        add(item, "wfw:commentRss", f"{entry.discussion}/{RSS}")
