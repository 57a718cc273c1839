"""Whose players an article may frame: the cleaner lets them through, and the pages' security policy does."""

# Any other frame becomes a link to what it would have shown.
PLAYER_HOSTS = frozenset({
    "bandcamp.com",
    "codepen.io",
    "embed.ted.com",
    "geo.dailymotion.com",
    "open.spotify.com",
    "player.vimeo.com",
    "video.wordpress.com",
    "videopress.com",
    "w.soundcloud.com",
    "wordpress.tv",
    "www.dailymotion.com",
    "www.youtube-nocookie.com",
})  # fmt: skip
