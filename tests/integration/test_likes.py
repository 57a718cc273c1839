"""A plain button: one a visitor, exact, and it can be taken back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from blog.article import ArticleState
from tests.support.blog import SITE, Blog


@pytest.fixture
def article(blog):
    return blog.publish()


def test_a_like_is_counted_and_the_article_says_thanks(blog, article):
    answer = blog.like()
    assert (answer.status, answer.headers["Location"]) == (303, "/hello?liked=thanks#likes")
    page = blog.follow(answer)
    assert "One reader likes this" in page.text
    assert page.page.css("form[action='/likes/hello'] [name=undo]")
    assert not blog.get("/hello").page.css("form[action='/likes/hello'] [name=undo]")


def test_one_a_visitor(blog, article):
    for visitor in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        blog.like(visitor=visitor)
    assert "2 readers like this" in blog.get("/hello").text


def test_it_can_be_taken_back_once(blog, article):
    blog.like(visitor="192.0.2.1")
    blog.like(visitor="192.0.2.2")
    answer = blog.like(undo=True)
    assert answer.headers["Location"] == "/hello?liked=undone#likes"
    assert "One reader likes this" in blog.follow(answer).text
    blog.like(undo=True)
    assert "One reader likes this" in blog.get("/hello").text


def test_whoever_never_liked_it_takes_nothing_back(blog, article):
    blog.like(undo=True)
    assert blog.store.table.summary("hello").like_count == 0


def test_many_at_once_are_all_counted(blog, article):
    with ThreadPoolExecutor(8) as threads:
        counted = list(threads.map(lambda n: blog.store.likes.like("hello", f"{n % 20:032x}", blog.now), range(40)))
    assert sum(counted) == 20
    assert blog.store.table.summary("hello").like_count == 20


def test_saving_the_article_again_keeps_its_likes(blog, article):
    blog.like()
    blog.publish(title="Changed")
    assert "One reader likes this" in blog.get("/hello").text


@pytest.mark.parametrize("slug", ["nothing", "draft", "-", "a/b"])
def test_what_is_not_there_cannot_be_liked(blog, slug):
    blog.publish("draft", state=ArticleState.DRAFT)
    answer = blog.like(slug)
    assert answer.status == 404
    assert answer.page.css("main")


def test_no_address_and_no_browser_is_stored(blog, article):
    blog.like(visitor="192.0.2.77")
    stored = repr(blog.store.client.scan(TableName=blog.store.name)["Items"])
    assert "192.0.2.77" not in stored
    (marker,) = (
        item for item in blog.store.client.scan(TableName=blog.store.name)["Items"] if "LIKE" in item["sk"]["S"]
    )
    assert int(marker["expires_at"]["N"]) > blog.now.timestamp()


def test_an_owner_may_do_without(store):
    blog = Blog(store, SITE.settings.changed({"likes": "off"}))
    blog.publish()
    assert not blog.get("/hello").page.css("form[action^='/likes']")
    assert blog.like().status == 404
    assert blog.store.table.summary("hello").like_count == 0


def test_anything_else_than_a_form_is_refused(blog, article):
    assert blog.send("/likes/hello", "{}", "application/json").status == 415
