"""`authors.yaml` beside Markdown files: who the slugs in their `author` lines are."""

from pathlib import Path

from blog.article import Author
from blog.slugs import is_slug
from exchange.fields import author_from
from exchange.front_matter import FrontMatter, read_mapping, read_text

NAME = "authors.yaml"


def read_authors(folder: Path) -> dict[str, Author]:
    """The authors of a folder by slug, none when it has no such file. Raises `FileFaults`."""
    path = folder / NAME
    if not path.is_file():
        return {}
    content = read_text(path)
    parts = FrontMatter(path, read_mapping(content, path) if content.strip() else {})
    authors: dict[str, Author] = {}
    for slug, entry in parts.entries.items():
        if not is_slug(slug):
            parts.fault(entry.line, f"'{slug}' cannot be an author's slug")
        elif author := author_from(parts, slug, entry.value, slug):
            authors[slug] = author
    parts.check()
    return authors
