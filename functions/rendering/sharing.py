"""Links that share an article: plain addresses of other sites' own forms; nothing of theirs is on the page."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from blog.article import Link

# `{title}` and `{url}` are percent-encoded. A test holds the names to those that the settings allow.
FORMS: Mapping[str, tuple[str, str]] = {
    "email": ("E-mail", "mailto:?subject={title}&body={url}"),
    "mastodon": ("Mastodon", "https://mastodon.social/share?text={title}%20{url}"),
    "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={title}%20{url}"),
    "x": ("X", "https://x.com/intent/post?text={title}&url={url}"),
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    "reddit": ("Reddit", "https://www.reddit.com/submit?title={title}&url={url}"),
    "whatsapp": ("WhatsApp", "https://api.whatsapp.com/send?text={title}%20{url}"),
}


def share_links(
    names: tuple[str, ...], title: str, url: str, translate: Callable[[str], str] = str
) -> tuple[Link, ...]:
    """For the names in their order. `url` is absolute."""
    said = {"title": quote(title, safe=""), "url": quote(url, safe="")}
    return tuple(Link(translate(label), form.format(**said)) for label, form in (FORMS[name] for name in names))
