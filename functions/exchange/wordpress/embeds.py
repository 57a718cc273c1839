"""Addresses that WordPress shows as players → frames that are asked for by https and set no cookie until played.

WordPress asks each site (oEmbed, https://oembed.com); an import asks nobody, so only addresses that say by themselves
where their player lies become one. All others become links.
"""

import re
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs, quote, urlsplit

from exchange.allowed import is_web_address
from exchange.tags import start_tag
from exchange.translate import PLAYER_ATTRIBUTES

_ID = r"([\w-]{3,64})"
_YOUTUBE_PATH = re.compile(rf"/(?:embed|shorts|live|v)/{_ID}/?", re.ASCII)
_VIDEO_ID = re.compile(_ID, re.ASCII)
_SECONDS = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
_AUDIO = re.compile(r"\.(?:mp3|m4a|ogg|oga|opus|wav|flac)$", re.IGNORECASE)
_VIDEO = re.compile(r"\.(?:mp4|m4v|webm|ogv|mov)$", re.IGNORECASE)


def figure(address: str, *, caption: str = "", classes: str = "") -> str:
    """A player in a figure, or a link in a paragraph; `caption` is HTML."""
    shown = player(address)
    if not shown and not caption:
        return f"<p>{link(address)}</p>"
    names = f"embed {classes}".strip()
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure class="{escape(names)}">{shown or link(address)}{below}</figure>'


def link(address: str) -> str:
    if not is_web_address(address):
        return escape(address)
    return f'<a href="{escape(address)}">{escape(address, quote=False)}</a>'


def player(address: str) -> str:
    """The element that plays an address, or '' when its site would have to be asked."""
    if not is_web_address(address):
        return ""
    parts = urlsplit(address)
    if _AUDIO.search(parts.path):
        return f"{start_tag('audio', {'controls': '', 'src': address})}</audio>"
    if _VIDEO.search(parts.path):
        return f"{start_tag('video', {'controls': '', 'src': address})}</video>"
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    found = _SITES[host](address) if host in _SITES else None
    return _frame(*found) if found else ""


def _frame(source: str, site: str, width: int = 640, height: int = 360) -> str:
    title = {"title": f"Player: {site}", "width": str(width), "height": str(height)}
    return f"{start_tag('iframe', {'src': source, **title, **PLAYER_ATTRIBUTES})}</iframe>"


type _Found = tuple[str, str] | tuple[str, str, int, int] | None


def _youtube(address: str) -> _Found:
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    at_path = _YOUTUBE_PATH.fullmatch(parts.path)
    named = parts.path.strip("/") if parts.hostname == "youtu.be" else query.get("v", [""])[0]
    video = at_path[1] if at_path else named
    if not _VIDEO_ID.fullmatch(video):
        return None
    start = _seconds(query.get("t", query.get("start", [""]))[0])
    return f"https://www.youtube-nocookie.com/embed/{video}{f'?start={start}' if start else ''}", "YouTube"


def _seconds(text: str) -> int:
    """`90`, `90s` or `1h2m3s` in seconds; 0 for anything else."""
    found = _SECONDS.fullmatch(text)
    hours, minutes, seconds = (int(each[:6] if each else 0) for each in found.groups()) if found else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def _vimeo(address: str) -> _Found:
    found = re.fullmatch(r"/(?:.*/)?(\d{4,12})(?:/(\w+))?/?", urlsplit(address).path, re.ASCII)
    unlisted = f"&h={found[2]}" if found and found[2] else ""
    return (f"https://player.vimeo.com/video/{found[1]}?dnt=1{unlisted}", "Vimeo") if found else None


def _soundcloud(address: str) -> _Found:
    if urlsplit(address).path.count("/") < 2:
        return None
    return f"https://w.soundcloud.com/player/?url={quote(address, safe='')}", "SoundCloud", 640, 166


def _spotify(address: str) -> _Found:
    kinds = "album|artist|episode|playlist|show|track"
    found = re.search(rf"/({kinds})/(\w+)/?$", urlsplit(address).path, re.ASCII)
    return (f"https://open.spotify.com/embed/{found[1]}/{found[2]}", "Spotify", 640, 352) if found else None


def _codepen(address: str) -> _Found:
    found = re.fullmatch(r"/([\w-]+)/(?:pen|embed|full|details)/(\w+)/?", urlsplit(address).path, re.ASCII)
    return (f"https://codepen.io/{found[1]}/embed/{found[2]}", "CodePen", 640, 400) if found else None


def _videopress(address: str) -> _Found:
    found = re.fullmatch(r"/(?:v|embed)/(\w+)/?", urlsplit(address).path, re.ASCII)
    return (f"https://videopress.com/embed/{found[1]}", "VideoPress") if found else None


def _dailymotion(address: str) -> _Found:
    found = re.search(r"(?:/video)?/([a-zA-Z0-9]{5,12})(?:_[^/]*)?/?$", urlsplit(address).path)
    return (f"https://geo.dailymotion.com/player.html?video={found[1]}", "Dailymotion") if found else None


def _ted(address: str) -> _Found:
    found = re.fullmatch(r"/talks/(\w+)/?", urlsplit(address).path, re.ASCII)
    return (f"https://embed.ted.com/talks/{found[1]}", "TED") if found else None


_SITES: dict[str, Callable[[str], _Found]] = {
    "codepen.io": _codepen,
    "dai.ly": _dailymotion,
    "dailymotion.com": _dailymotion,
    "open.spotify.com": _spotify,
    "player.vimeo.com": _vimeo,
    "soundcloud.com": _soundcloud,
    "ted.com": _ted,
    "videopress.com": _videopress,
    "vimeo.com": _vimeo,
    "youtu.be": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtube.com": _youtube,
}
