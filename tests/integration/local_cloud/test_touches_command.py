"""`lamppost touches` and `lamppost why`."""

from blog.article import ArticleKind, ArticleState
from lamppost.local_cloud.cloud import Cloud
from storage.article_writer import ArticleWriter
from tests.integration.local_cloud.command import Run
from tests.support.blog import an_article


def writer(cloud: Cloud) -> ArticleWriter:
    return ArticleWriter(cloud.database.client, cloud.table_name)


def test_show(run: Run, blog_cloud: Cloud):
    articles = writer(blog_cloud)
    articles.save(an_article("hello", tags=("Night",)))
    articles.save(an_article("draft", state=ArticleState.DRAFT))
    articles.save(an_article("about", kind=ArticleKind.PAGE))
    for each in (
        ("touches", "hello"),
        ("touches", "draft"),
        ("touches", "about"),
        ("touches", "nowhere"),
        ("why", "/"),
        ("why", "/hello"),
        ("why", "/tag/night"),
        ("why", "/tag/night/rss.xml"),
        ("why", "/comments/hello/atom.xml"),
        ("why", "/comments/rss.xml"),
        ("why", "/archive"),
        ("why", "/pages"),
        ("why", "/sitemap.xml"),
        ("why", "/sitemap-2026-11.xml"),
        ("why", "/sitemap-pages.xml"),
        ("why", "/search"),
        ("redrive",),
        ("redrive", "--dry-run", "--json"),
    ):
        done = run(*each)
        print("$", each, done.exit_code, done.exception)
        print(done.output)
