"""Feeds: what one says whatever its format is (`feed`), how articles and comments become its entries (`entries`),
and the three formats (`rss`, `atom`, `json_feed`), chosen by name in `formats`."""
