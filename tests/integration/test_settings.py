"""The owner's settings, from the table to the page."""

from datetime import timedelta

import pytest

from storage.settings_item import SettingsItem
from tests.support.blog import Blog
from web.current_settings import MAX_AGE


@pytest.fixture
def item(store) -> SettingsItem:
    return SettingsItem(store.client, store.name)


@pytest.fixture
def blog(store) -> Blog:
    """Its settings are those in the table."""
    return Blog(store, settings=None)


def test_a_blog_without_settings_has_the_defaults(blog):
    assert blog.get("/").one(".site-title") == "Lamppost"


def test_a_change_shows_within_seconds_and_costs_a_warm_page_nothing(blog, item, store):
    blog.publish()
    blog.get("/hello")
    item.save({"title": "Night Light", "menu": "Here = /hello; There = https://example.org/x"})
    store.meter.reset()
    assert "Night Light" not in blog.get("/hello").one("title")
    assert store.meter.operations == ["Query"]
    blog.now += MAX_AGE + timedelta(seconds=1)
    answer = blog.get("/hello")
    assert "Night Light" in answer.one("title")
    assert sorted(store.meter.operations) == ["GetItem", "Query", "Query"]
    assert answer.attribute("header a[href='/hello'][aria-current]", "aria-current") == "page"
    assert answer.page.css("header a[href='https://example.org/x']")


def test_changes_of_two_owners_at_once_are_both_kept(item):
    item.save({"title": "One"})
    item.save({"tagline": "Two"})
    assert item.read() == {"title": "One", "tagline": "Two"}


def test_times_are_shown_in_the_blogs_zone(blog, item):
    item.save({"time_zone": "Asia/Tokyo"})
    blog.publish(published_at=blog.now.replace(hour=20))
    assert "23 November 2026" in blog.get("/hello").one("header.article")


def test_colours_and_icon_come_with_the_stylesheet_and_need_no_style_in_the_page(blog, item):
    plain = blog.get("/").attribute("link[rel=stylesheet]", "href")
    item.save({"accent": "#123456", "icon": "☾"})
    blog.now += 2 * MAX_AGE
    page = blog.get("/")
    coloured = page.attribute("link[rel=stylesheet]", "href")
    assert coloured != plain
    assert "#123456" in blog.get(coloured).text
    assert "☾" in blog.get(page.attribute("link[rel=icon]", "href")).text
    assert not page.page.css("style, [style]")


def test_a_throttled_table_leaves_the_settings_of_before(blog, item, store):
    item.save({"title": "Night Light"})
    assert blog.get("/").one(".site-title") == "Night Light"
    blog.now += 2 * MAX_AGE

    def refuse(model, **_):
        if model.name == "GetItem":
            from botocore.exceptions import ClientError

            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, model.name)

    store.client.meta.events.register("provide-client-params.dynamodb", refuse)
    assert blog.get("/").one(".site-title") == "Night Light"
