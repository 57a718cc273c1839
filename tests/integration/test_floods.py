"""Many comments at once, from one source or from many: what is too much waits, and whoever reads does not notice."""

from collections import Counter

import pytest

from blog.comment import CommentState
from blog.discussion import Hold, Rate
from blog.settings import Settings
from tests.support.blog import Blog, a_comment, an_article
from tests.support.counts import assert_counted

SOURCE, ARTICLE, WHOLE = 3, 12, 16
SETTINGS = Settings(
    hold_comments=Hold.NONE,
    flood_source=Rate(SOURCE, 10),
    flood_article=Rate(ARTICLE, 60),
    flood_blog=Rate(WHOLE, 60),
)
# More than a page shows, so that the page stays the same whatever is added to it.
BEFORE = 60

pytestmark = pytest.mark.dynamodb_local


@pytest.fixture
def blog(local_store) -> Blog:
    for slug in ("hello", "other"):
        local_store.articles.save(an_article(slug))
        local_store.desk.bring_in(slug, [a_comment(slug, number) for number in range(BEFORE)])
    blog = Blog(local_store, SETTINGS)
    blog.post(comment="This function is warm.", visitor="198.51.100.1")
    return blog


def cost(blog: Blog) -> tuple[list[str], float]:
    blog.store.meter.reset()
    assert blog.get("/hello").status == 200
    return list(blog.store.meter.operations), blog.store.meter.capacity


def flood(blog: Blog, slug: str, number: int, visitor: str) -> str:
    """Sends one of many, and returns what its writer is told."""
    blog.store.meter.reset()
    answer = blog.post(slug, comment=f"Number {number}.", email=f"reader{number}@example.org", visitor=visitor)
    assert (answer.status, blog.store.meter.operations) == (303, ["BatchGetItem", "TransactWriteItems"])
    return "published" if "?comment=" in answer.headers["Location"] else "held"


def sent(blog: Blog) -> Counter[CommentState]:
    there = [each for state in CommentState for each in blog.store.desk.comments(state)]
    return Counter(comment.state for comment in there if comment.text.startswith("Number"))


def test_what_one_source_sends_beyond_its_bucket_waits_and_costs_readers_nothing(blog):
    quiet = cost(blog)
    told, costs = Counter(), []
    for number in range(40):
        told[flood(blog, "hello", number, "192.0.2.7")] += 1
        costs.append(cost(blog))
    assert told == {"published": SOURCE, "held": 40 - SOURCE}
    assert sent(blog) == {CommentState.APPROVED: SOURCE, CommentState.PENDING: 40 - SOURCE}
    assert costs == [quiet] * 40
    assert flood(blog, "hello", 40, "192.0.2.8") == "published"
    assert_counted(blog.store)


def test_what_many_sources_send_beyond_what_the_article_and_the_blog_take_waits(blog):
    quiet = cost(blog)
    told = Counter(("hello", flood(blog, "hello", number, f"192.0.2.{number}")) for number in range(40))
    told += Counter(("other", flood(blog, "other", number, f"192.0.2.{number}")) for number in range(40, 80))
    # One token of either was taken when the function was warmed.
    assert told["hello", "published"] == ARTICLE - 1
    assert told["other", "published"] == WHOLE - ARTICLE
    assert sent(blog) == {CommentState.APPROVED: WHOLE - 1, CommentState.PENDING: 80 - WHOLE + 1}
    assert cost(blog) == quiet
    assert_counted(blog.store)
