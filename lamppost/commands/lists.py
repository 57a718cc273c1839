"""`lamppost describe`: what a list says beneath its title."""

import click

from blog.lists import ListKind, list_at
from lamppost.target import Target
from storage.article_writer import ArticleWriter
from storage.blog_table import BlogTable


@click.command()
@click.argument("address")
@click.argument("text")
@click.pass_obj
def describe(target: Target, address: str, text: str) -> None:
    """Put TEXT beneath the title of the list at ADDRESS, such as /tag/night or /2026/11; '' for none.

    Home says the tagline, which is a setting, and an author's list says what the author's articles say of them.
    """
    ref = list_at(address)
    if ref is None or ref.kind in (ListKind.HOME, ListKind.AUTHOR):
        raise click.UsageError(
            f"'{address}' is no list's address: give one such as /tag/night, /category/streets or /2026"
        )
    # Raises what says that no article is in such a list.
    BlogTable(target.client, target.table_name).listed(ref, limit=1)
    ArticleWriter(target.client, target.table_name).describe_list(ref, " ".join(text.split()))
    click.echo(f"{ref.path}\tdescribed")
