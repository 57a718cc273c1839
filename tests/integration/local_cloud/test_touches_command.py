"""`lamppost touches` and `lamppost why`."""

import json

import pytest

from blog.article import ArticleKind, ArticleState
from lamppost.local_cloud.cloud import Cloud
from storage.article_writer import ArticleWriter
from storage.settings_item import SettingsItem
from tests.integration.local_cloud.command import Run
from tests.support.blog import an_article


@pytest.fixture
def articles(blog_cloud: Cloud) -> ArticleWriter:
    articles = ArticleWriter(blog_cloud.database.client, blog_cloud.table_name)
    articles.save(an_article("hello", tags=("Night",)))
    articles.save(an_article("draft", state=ArticleState.DRAFT))
    articles.save(an_article("about", kind=ArticleKind.PAGE))
    return articles


def told(run: Run, slug: str) -> dict[str, dict[str, list[str]]]:
    done = run("touches", slug, "--json")
    assert done.exit_code == 0, done.output
    return {each["change"]: each for each in json.loads(done.stdout)}


def reasons(run: Run, address: str) -> dict[str, str]:
    done = run("why", address, "--json")
    assert done.exit_code == 0, done.output
    return {each["change"]: each["of"] for each in json.loads(done.stdout)}


def test_what_a_change_of_an_article_touches(run: Run, articles: ArticleWriter):
    found = told(run, "hello")
    assert found["a like"]["addresses"] == found["a neighbour's title"]["addresses"] == ["/hello"]
    assert found["a comment comes or goes"]["paths"] == ["/", "/hello*"]
    assert found["a like"]["paths"] == []
    assert {"/", "/tag/night", "/tag/night/atom.xml", "/2026/11", "/archive"} <= set(
        found["it is published, ends, or is deleted"]["addresses"]
    )
    assert found["a setting that pages show"]["addresses"] == ["/*"]


def test_addresses_are_as_the_settings_have_them(run: Run, articles: ArticleWriter, blog_cloud: Cloud):
    SettingsItem(blog_cloud.database.client, blog_cloud.table_name).save({"permalinks": "/{year}/{month}/{slug}"})
    assert told(run, "hello")["a like"]["addresses"] == ["/2026/11/hello"]
    assert reasons(run, "/2026/11/hello")["a like"] == "hello"


def test_what_readers_do_not_see_touches_nothing_until_they_do(run: Run, articles: ArticleWriter):
    assert list(told(run, "draft")) == ["it is published, ends, or is deleted", "a setting that pages show"]


def test_a_person_is_shown_a_line_for_each_address_and_one_for_three_feeds(run: Run, articles: ArticleWriter):
    done = run("touches", "hello")
    assert "a like\t/hello\n" in done.stdout
    assert "text\t/tag/night/rss.xml, atom.xml, feed.json\n" in done.stdout
    assert "addresses, which CloudFront is told as" in done.stderr


def test_an_article_that_there_is_not_is_said(run: Run, articles: ArticleWriter):
    done = run("touches", "nowhere")
    assert (done.exit_code, done.output) == (1, "lamppost: no article 'nowhere' is published\n")


@pytest.mark.parametrize(
    ("address", "of", "some", "not_these"),
    [
        ("/hello", "hello", ["text", "a like", "a neighbour's title"], ["its description"]),
        ("https://blog.example.org/hello?comment=x#y", "hello", ["a comment is edited or pinned"], []),
        ("/", "any article", ["title", "a comment comes or goes"], ["text", "a like", "its description"]),
        ("/tag/night", "any article", ["title", "tags and categories"], ["text", "a comment comes or goes"]),
        ("/tag/night/rss.xml", "any article", ["text"], ["a like"]),
        ("/archive", "any article", ["its author's name"], ["title", "text"]),
        ("/comments/hello/atom.xml", "hello", ["a comment comes or goes", "title"], ["text", "summary"]),
        ("/comments/rss.xml", "any article", ["a comment comes or goes"], ["text"]),
        ("/sitemap.xml", "any article", ["when it was updated"], ["text"]),
        ("/sitemap-2026-11.xml", "any article", ["when it was updated"], ["title"]),
        ("/sitemap-lists.xml", "any article", ["when it was updated"], ["title"]),
        ("/pages", "any static page", ["title", "summary"], ["text"]),
        ("/sitemap-pages.xml", "any static page", ["when it was updated"], ["title"]),
    ],
)
def test_what_an_address_depends_on(run: Run, articles: ArticleWriter, address, of, some, not_these):
    found = reasons(run, address)
    assert {found.get(name) for name in some} == {of}
    assert set(not_these) & set(found) == set()
    assert found["a setting that pages show"] == "the blog"


def test_a_list_depends_on_what_its_owner_says_of_it(run: Run, articles: ArticleWriter):
    assert reasons(run, "/tag/night")["its description"] == "the list"
    assert "its description" not in reasons(run, "/author/keeper")


def test_an_old_address_depends_on_where_it_leads(run: Run, articles: ArticleWriter):
    articles.remember_addresses({"/once": "hello", "/?p=7": "hello"})
    for address in ("/once", "/?p=7"):
        assert reasons(run, address)["where it leads"] == "an old address"


@pytest.mark.parametrize("address", ["/search?q=lamp", "/assets/lamppost.css", "/nowhere"])
def test_what_nothing_changes_is_said(run: Run, articles: ArticleWriter, address):
    done = run("why", address)
    assert done.exit_code == 1
    assert f"nothing that is written changes {address}: give the path of an article" in done.output
