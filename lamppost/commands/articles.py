"""`lamppost publish` and `lamppost delete`."""

from collections.abc import Sequence
from pathlib import Path

import click

from blog.article import Article, Author
from blog.slugs import slugify
from lamppost.errors import LamppostError
from lamppost.output import print_table
from lamppost.target import Target
from storage.article_writer import ArticleWriter

# Stands for "the file names none", and is never written.
_NOBODY = Author(slug="", name="")


class NoAuthor(LamppostError):
    def __init__(self, articles: Sequence[Article]) -> None:
        slugs = ", ".join(article.slug for article in articles)
        super().__init__(f"no author is named for: {slugs}; name one in the files, or with --author NAME")


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--author", metavar="NAME", default="", help="Who wrote the files that name nobody.")
@click.option("--replace", is_flag=True, help="Also replace articles that came from elsewhere.")
@click.pass_obj
def publish(target: Target, paths: tuple[Path, ...], author: str, replace: bool) -> None:
    """Publish Markdown files, and all in folders. When any of them has a fault, nothing is written."""
    from exchange.markdown import read_all

    default = Author(slug=slugify(author), name=author) if author else _NOBODY
    articles = read_all(paths, default_author=default)
    if orphans := [article for article in articles if article.author == _NOBODY]:
        raise NoAuthor(orphans)
    writer = ArticleWriter(target.client, target.table_name)
    # All are asked about before the first is written: a batch is published whole or not at all.
    for article in articles:
        writer.check(article, replace_origin=replace)
    saved = [(article.slug, writer.save(article, replace_origin=replace).value) for article in articles]
    writer.link_neighbours()
    print_table(("Article", "Result"), saved)


@click.command()
@click.argument("slug")
@click.pass_obj
def delete(target: Target, slug: str) -> None:
    """Delete an article and its comments. Its address answers "gone" from then on."""
    writer = ArticleWriter(target.client, target.table_name)
    writer.delete(slug)
    writer.link_neighbours()
    click.echo(f"{slug}\tdeleted")
