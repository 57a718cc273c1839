"""What a reader who searches sees, from the writing of an article to the page of results."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from blog.article import ArticleKind, ArticleState
from blog.comment import CommentState
from search.bucket import KEY
from search.index import HITS_PER_PAGE
from tests.support.blog import NOW, a_comment, add, an_article, moderate
from tests.support.search import BUCKET, SearchedBlog, searched
from tests.support.stores import Store


@pytest.fixture
def blog(store: Store, tmp_path: Path) -> Iterator[SearchedBlog]:
    with searched(store, tmp_path) as made:
        yield made


def publish(blog: SearchedBlog, slug: str = "hello", body: str = "", **fields) -> None:
    blog.store.articles.save(an_article(slug, body=f"<p>{body}</p>", summary="", **fields))


def test_a_published_article_is_found_and_leads_to_its_page(blog):
    publish(blog, "night-walk", "Every lantern was lit.", tags=("streets",))
    blog.follow()
    answer = blog.search("lantern")
    assert blog.found("lantern") == ["/night-walk"]
    assert answer.one("main .entry h2") == "Night Walk"
    assert answer.one("main .entry mark") == "lantern"
    assert answer.one("main time") == "12 November 2026"
    assert answer.one("main .note") == "One result"


def test_an_address_follows_the_permalinks_and_a_page_its_ancestors(blog):
    blog.store.settings.save({"permalinks": "/{year}/{month}/{slug}/", "title": "Night Light"})
    publish(blog, "walk", "lantern")
    publish(blog, "about", "us", kind=ArticleKind.PAGE)
    publish(blog, "colophon", "printed", kind=ArticleKind.PAGE, parent="about")
    blog.store.articles.link_articles()
    blog.follow()
    assert blog.found("lantern") == ["/2026/11/walk/"]
    assert blog.found("printed") == ["/about/colophon/"]
    assert blog.search("lantern").one(".site-title") == "Night Light"


def test_an_approved_comment_is_found_and_leads_to_itself(blog):
    publish(blog)
    comment = add(blog.store, a_comment(text="Mine burns with oil.", name="Bo <b>"))
    add(blog.store, a_comment(number=1, text="oil too", state=CommentState.PENDING))
    blog.follow()
    assert blog.found("oil") == [f"/hello?comment={comment.path}#comment-{comment.id}"]
    assert "A comment by Bo <b>" in blog.search("oil").one("main .meta")


def test_a_comment_is_found_from_its_approval_until_it_is_taken_back(blog):
    publish(blog)
    held = add(blog.store, a_comment(text="oil", state=CommentState.PENDING))
    blog.follow()
    assert blog.found("oil") == []
    approved = moderate(blog.store, held, CommentState.APPROVED)
    blog.follow()
    assert len(blog.found("oil")) == 1
    moderate(blog.store, approved, CommentState.SPAM)
    blog.follow()
    assert blog.found("oil") == []


def test_an_article_that_is_published_no_longer_is_not_found_nor_are_its_comments(blog):
    publish(blog, body="lantern")
    add(blog.store, a_comment(text="oil"))
    for state in (state for state in ArticleState if state is not ArticleState.PUBLISHED):
        publish(blog, body="lantern", state=state)
        blog.follow()
        assert (state, blog.found("lantern"), blog.found("oil")) == (state, [], [])
        publish(blog, body="lantern")
        blog.follow()
        assert (state, blog.found("lantern"), len(blog.found("oil"))) == (state, ["/hello"], 1)


def test_an_edited_a_renamed_and_a_deleted_article(blog):
    publish(blog, body="lantern")
    comment = add(blog.store, a_comment(text="oil"))
    blog.follow()
    publish(blog, body="candle")
    blog.follow()
    assert (blog.found("lantern"), blog.found("candle")) == ([], ["/hello"])
    blog.store.articles.rename("hello", "goodbye")
    blog.follow()
    assert blog.found("candle") == ["/goodbye"]
    assert blog.found("oil") == [f"/goodbye?comment={comment.path}#comment-{comment.id}"]
    blog.store.articles.delete("goodbye")
    blog.follow()
    assert (blog.found("candle"), blog.found("oil")) == ([], [])


def test_a_body_that_the_table_keeps_compressed_is_found(blog):
    publish(blog, body="lantern " + " ".join(f"word{number}" for number in range(4000)))
    blog.follow()
    assert blog.found("word3999") == ["/hello"]


def test_a_word_that_nobody_wrote_leads_to_the_one_that_was_meant(blog):
    publish(blog, body="A lamppost & a lantern")
    blog.follow()
    answer = blog.search("lampost+lantern")
    assert answer.one("main a strong") == "lamppost lantern"
    assert len(blog.get(answer.attribute("main p a", "href")).texts(".entry")) == 1


def test_results_are_paged_both_ways(blog):
    for number in range(HITS_PER_PAGE * 2 + 1):
        publish(blog, f"article-{number}", "lantern & oil", published_at=NOW - timedelta(days=number), title="Same")
    blog.follow()
    first = blog.search(quote("lantern & oil"))
    assert first.one("main .note") == "21 results, page 1"
    second = blog.get(first.attribute("main a[rel=next]", "href"))
    third = blog.get(second.attribute("main a[rel=next]", "href"))
    titles = [page.texts(".entry h2 a") for page in (first, second, third)]
    assert [len(each) for each in titles] == [10, 10, 1]
    assert third.page.css_first("main a[rel=next]") is None
    assert blog.get(third.attribute("main a[rel=prev]", "href")).text == second.text


def test_results_are_not_for_search_engines_and_cost_the_table_nothing(blog):
    publish(blog, body="lantern")
    blog.follow()
    blog.store.meter.reset()
    answer = blog.search("lantern")
    assert answer.attribute("meta[name=robots]", "content") == "noindex"
    assert blog.store.meter.operations == []
    assert blog.get("/search?q=lantern", if_none_match=answer.headers["ETag"]).status == 304


def test_no_query_is_an_error(blog):
    publish(blog)
    blog.follow()
    typed = ('"', "NEAR(", "a AND", "title:x", "*", "%00", "%F0%9F%8E%89", "-", "^a", "%ED%A0%80", "%FF", "a&q=b", "%")
    assert {each: blog.search(each).status for each in typed} == dict.fromkeys(typed, 200)


def test_what_was_typed_comes_back_harmless(blog):
    publish(blog)
    blog.follow()
    answer = blog.search(quote('<script>alert("1")</script>'))
    assert answer.attribute("main input[name=q]", "value") == '<script>alert("1")</script>'
    assert not re.search("<script>(?!{)", answer.text)


def test_a_very_long_query_is_cut_and_the_page_says_so(blog):
    publish(blog, body="lantern")
    blog.follow()
    answer = blog.search("+".join(["lantern"] * 1500))
    assert answer.status == 200
    assert answer.texts("main .note")[0].startswith("That was more than can be searched for at once")
    assert len(answer.texts(".entry")) == 1


def test_a_page_that_is_no_number_is_a_damaged_address(blog):
    pages = ("banana", "0", "-1", "1.5", "99999", "%D9%A2", "")
    assert {page: blog.get(f"/search?q=x&page={page}").status for page in pages} == dict.fromkeys(pages, 400)


def test_a_page_beyond_the_last_leads_back(blog):
    publish(blog, body="lantern")
    blog.follow()
    answer = blog.get("/search?q=lantern&page=9")
    assert answer.status == 200
    assert answer.attribute("main p a", "href") == "/search?q=lantern"


def test_without_words_there_is_the_box_alone(blog):
    publish(blog)
    blog.follow()
    answer = blog.get("/search")
    assert (answer.status, answer.texts(".entry")) == (200, [])
    assert answer.attribute("main input[name=q]", "value") == ""


def test_without_an_index_the_page_says_what_to_do(blog):
    answer = blog.search("lantern")
    assert answer.status == 503
    assert "lamppost search rebuild" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_bucket_that_cannot_be_reached_keeps_nobody_from_what_is_held(blog):
    publish(blog, body="lantern")
    blog.follow()
    assert blog.found("lantern") == ["/hello"]
    blog.s3.delete_object(Bucket=BUCKET, Key=KEY)
    blog.s3.delete_bucket(Bucket=BUCKET)
    blog.wait()
    assert blog.found("lantern") == ["/hello"]
    assert len(blog.reported) == 1


def test_a_bucket_that_could_never_be_reached_is_an_error_of_ours(blog):
    blog.s3.delete_bucket(Bucket=BUCKET)
    assert blog.search("lantern").status == 500
    assert "unforeseen: NoSuchBucket" in blog.reported


def test_an_index_of_another_version_is_none_and_is_not_fetched_again(blog):
    blog.s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"something else")
    assert blog.search("lantern").status == 503
    blog.requests.clear()
    blog.wait()
    assert blog.search("lantern").status == 503
    assert blog.requests == [f"GET {KEY}"]


def test_the_bucket_is_asked_at_most_every_two_seconds(blog):
    publish(blog, body="lantern")
    blog.follow()
    blog.requests.clear()
    for _ in range(5):
        blog.search("lantern")
    assert blog.requests == [f"GET {KEY}"]
    blog.wait(1.9)
    blog.search("lantern")
    assert blog.requests == [f"GET {KEY}"]
    blog.wait(0.1)
    blog.search("lantern")
    assert blog.requests == [f"GET {KEY}"] * 2
