"""What a reader typed, as HTML: everything escaped, paragraphs, line breaks and links kept."""

import re

from markupsafe import Markup, escape

# Trailing punctuation belongs to the sentence; the address has been escaped by the time it is looked for.
_LINK = re.compile(r"https?://(?:[^\s&<>]|&amp;)+[^\s&<>.,:;!?()\[\]'*_]", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n")


def comment_html(text: str) -> Markup:
    """Safe HTML for plain text. Links carry `ugc nofollow`: a guest's link is no vote of the blog's."""
    escaped = str(escape(text))
    if "://" in escaped:
        escaped = _LINK.sub(_linked, escaped)
    if "\n" not in escaped:
        return Markup(f"<p>{escaped}</p>")
    paragraphs = (part.replace("\n", "<br>") for part in _BLANK_LINES.split(escaped))
    return Markup("".join(f"<p>{part}</p>" for part in paragraphs))


def _linked(match: re.Match[str]) -> str:
    return f'<a href="{match[0]}" rel="ugc nofollow">{match[0]}</a>'
