"""What WordPress's own shortcodes show: captions, galleries, players."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from exchange.allowed import is_web_address
from exchange.tags import start_tag
from exchange.wordpress import embeds
from exchange.wordpress.attachments import Attachment
from exchange.wordpress.shortcodes import Shortcode, Show

_IMAGE = re.compile(r"\s*(<a\b[^>]*>\s*<img\b[^>]*>\s*</a>|<img\b[^>]*>)", re.IGNORECASE)
_SIDES = re.compile(r"align(?:left|right|center|none)")
_PICTURES = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)$", re.IGNORECASE)
_FORMATS = {
    "audio": ("src", "mp3", "m4a", "ogg", "oga", "wav", "flac", "wma"),
    "video": ("src", "mp4", "m4v", "webm", "ogv", "mov", "flv", "wmv"),
}


@dataclass(frozen=True, slots=True)
class Media:
    """The shortcodes of one item: `parent` is its id, `attachments` all files that the export knows."""

    parent: str
    attachments: Mapping[str, Attachment]

    def shows(self) -> dict[str, Show]:
        return {
            "caption": self.caption,
            "wp_caption": self.caption,
            "gallery": self.gallery,
            "embed": self.embed,
            "audio": self.player,
            "video": self.player,
            "playlist": self.playlist,
            "youtube": self.embed,
            "vimeo": self.embed,
            "soundcloud": self.embed,
        }

    def caption(self, code: Shortcode) -> str:
        """Old form: the words in `caption=`; since WordPress 3.4: after the picture."""
        image = _IMAGE.match(code.content)
        picture = image[1] if image else code.content
        words = code.get("caption") or (code.content[image.end() :].strip() if image else "")
        side = _SIDES.fullmatch(code.get("align"))
        classes = f"wp-caption {side[0] if side else 'alignnone'}"
        below = f'<figcaption class="wp-caption-text">{words}</figcaption>' if words else ""
        return f'<figure class="{classes}">{picture}{below}</figure>'

    def gallery(self, code: Shortcode) -> str:
        """The pictures that are named, or all that were added to this item."""
        columns = code.get("columns") if code.get("columns") in tuple("123456789") else "3"
        figures = [self._figure(each, code.get("link")) for each in self._chosen(code) if _is_picture(each)]
        return f'<figure class="gallery gallery-columns-{columns}">\n{"".join(figures)}</figure>' if figures else ""

    def embed(self, code: Shortcode) -> str:
        """`[embed]address[/embed]`, WordPress.com's `[youtube=address]` and `[vimeo 123]`."""
        word = code.words[0].lstrip("=") if code.words else ""
        address = (code.content.strip() or code.get("src", "url", "id") or word).strip()
        if address.isdecimal() and code.name == "vimeo":
            address = f"https://vimeo.com/{address}"
        return embeds.figure(re.sub(r"^(?=www\.)", "https://", address)) if address else ""

    def player(self, code: Shortcode) -> str:
        """`[audio]` and `[video]`: the files by format, the address alone, or the item's own first file."""
        given = [code.get(kind) for kind in _FORMATS[code.name] if code.get(kind)] or list(code.words[:1])
        sources = [each.lstrip("=").split("|")[0] for each in given] or self._own(code.name)
        found = [each for each in sources if is_web_address(each)]
        poster = {"poster": code.get("poster")} if is_web_address(code.get("poster")) else {}
        inside = "".join(start_tag("source", {"src": each}) for each in found)
        return (
            f"<figure>{start_tag(code.name, {'controls': '', **poster})}{inside}</{code.name}></figure>"
            if found
            else ""
        )

    def playlist(self, code: Shortcode) -> str:
        kind = "video" if code.get("type") == "video" else "audio"
        items = [
            f"<li>{escape(each.title)} {start_tag(kind, {'controls': '', 'src': each.url})}</{kind}></li>\n"
            for each in self._chosen(code)
            if each.url and not _is_picture(each)
        ]
        return f"<ol>\n{''.join(items)}</ol>" if items else ""

    def _chosen(self, code: Shortcode) -> list[Attachment]:
        named = re.split(r"[\s,]+", code.get("ids", "include").strip())
        if any(named):
            return [self.attachments[each] for each in named if each in self.attachments]
        left_out = set(re.split(r"[\s,]+", code.get("exclude")))
        parent = code.get("id") or self.parent
        added = [each for each in self.attachments.values() if each.parent == parent and each.id not in left_out]
        return sorted(added, key=lambda each: (each.order, each.id.rjust(20)))

    def _own(self, kind: str) -> list[str]:
        added = (each.url for each in self.attachments.values() if each.parent == self.parent)
        return [url for url in added if embeds.player(url).startswith(f"<{kind}")][:1]

    def _figure(self, picture: Attachment, link: str) -> str:
        image = start_tag("img", {"src": picture.url, "alt": picture.alt, "loading": "lazy"})
        # WordPress links to the attachment's own page by default; the file is what will still be there.
        shown = image if link == "none" else f"{start_tag('a', {'href': picture.url})}{image}</a>"
        below = f"<figcaption>{escape(picture.caption, quote=False)}</figcaption>" if picture.caption else ""
        return f'<figure class="gallery-item">{shown}{below}</figure>\n'


def _is_picture(attachment: Attachment) -> bool:
    return bool(attachment.url) and _PICTURES.search(urlsplit(attachment.url).path) is not None
