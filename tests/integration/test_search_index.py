"""The index's file: one upload for a batch, none for nothing, none lost when several write."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog.article import ArticleState
from lamppost.search_rebuild import ChangedMeanwhile, rebuild
from search.bucket import KEY, IndexBucket, LostRace, NoIndex
from search.keeper import IndexKeeper
from tests.support.blog import a_comment, add, an_article
from tests.support.search import BUCKET, SearchedBlog, searched
from tests.support.stores import Store
from tests.unit.search.conftest import a_head


@pytest.fixture
def blog(store: Store, tmp_path: Path) -> Iterator[SearchedBlog]:
    with searched(store, tmp_path) as made:
        yield made


def publish(blog: SearchedBlog, slug: str, body: str = "") -> None:
    blog.store.articles.save(an_article(slug, body=f"<p>{body}</p>"))


def a_keeper(blog: SearchedBlog, folder: Path, pauses: list[float] | None = None) -> IndexKeeper:
    folder.mkdir()
    return IndexKeeper(blog.bucket, folder, (pauses if pauses is not None else []).append)


def putting(*slugs: str):
    def put(writer):
        for slug in slugs:
            writer.put_head(slug, a_head(slug, title=f"lantern {slug}"))

    return put


def test_a_batch_is_one_question_and_one_upload(blog):
    publish(blog, "one", "lantern")
    blog.follow()
    blog.requests.clear()
    for number in range(5):
        add(blog.store, a_comment("one", number))
    publish(blog, "two", "lantern")
    blog.follow()
    assert blog.requests == [f"GET {KEY}", f"PUT {KEY}"]


def test_the_same_batch_again_uploads_nothing(blog):
    publish(blog, "one", "lantern")
    add(blog.store, a_comment("one"))
    records = blog.follow()
    before = blog.index()
    blog.requests.clear()
    blog.follow_again(records)
    blog.follow_again(records[1:])
    assert blog.requests == [f"GET {KEY}"] * 2
    assert blog.index() == before


def test_a_like_or_a_draft_uploads_nothing(blog):
    publish(blog, "one", "lantern")
    blog.follow()
    blog.requests.clear()
    blog.store.client.update_item(
        TableName=blog.store.name,
        Key={"pk": {"S": "ARTICLE#one"}, "sk": {"S": "ARTICLE"}},
        UpdateExpression="ADD like_count :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
    blog.follow()
    assert "PUT" not in " ".join(blog.requests)


def test_records_may_come_in_any_order_of_their_items(blog):
    publish(blog, "one", "lantern")
    add(blog.store, a_comment("one", text="oil"))
    records = blog.follow()
    blog.s3.delete_object(Bucket=BUCKET, Key=KEY)
    last_of_each = list({str(each["dynamodb"]["Keys"]): each for each in records}.values())
    random.Random(1).shuffle(last_of_each)
    blog.follow_again(last_of_each)
    assert (blog.found("lantern"), len(blog.found("oil"))) == (["/one"], 1)


def test_two_writers_lose_nothing(blog, tmp_path):
    one, other = a_keeper(blog, tmp_path / "one"), a_keeper(blog, tmp_path / "other")
    for number in range(3):
        assert one.update(putting(f"one-{number}"))
        assert other.update(putting(f"other-{number}"))
    assert len(blog.found("lantern")) == 6


def test_a_lost_race_is_run_again_on_what_the_winner_left(blog, tmp_path):
    pauses: list[float] = []
    slow, quick = a_keeper(blog, tmp_path / "slow", pauses), a_keeper(blog, tmp_path / "quick")
    slow.update(putting("first"))
    rivals = iter(["second", "third"])

    def overtaken(writer):
        if rival := next(rivals, None):
            quick.update(putting(rival))
        putting("slow")(writer)

    assert slow.update(overtaken)
    assert sorted(blog.found("lantern")) == ["/first", "/second", "/slow", "/third"]
    assert len(pauses) == 2
    assert pauses[1] <= 0.8


def test_the_first_index_is_made_by_one_writer_only(blog, tmp_path):
    slow, quick = a_keeper(blog, tmp_path / "slow"), a_keeper(blog, tmp_path / "quick")
    rivals = iter(["quick"])

    def overtaken(writer):
        if rival := next(rivals, None):
            quick.update(putting(rival))
        putting("slow")(writer)

    slow.update(overtaken)
    assert sorted(blog.found("lantern")) == ["/quick", "/slow"]


def test_a_writer_that_always_loses_gives_up_so_that_the_batch_comes_again(blog, tmp_path):
    slow, quick = a_keeper(blog, tmp_path / "slow"), a_keeper(blog, tmp_path / "quick")
    lost = []

    def overtaken(writer):
        lost.append(len(lost))
        quick.update(putting(f"quick-{len(lost)}"))
        putting("slow")(writer)

    with pytest.raises(LostRace):
        slow.update(overtaken)
    assert "/slow" not in blog.found("lantern")
    assert slow.update(putting("slow"))
    blog.wait()
    assert "/slow" in blog.found("slow")


def test_a_change_that_fails_leaves_no_trace(blog, tmp_path):
    keeper = a_keeper(blog, tmp_path / "keeper")
    keeper.update(putting("one"))

    def fail(writer):
        putting("two")(writer)
        raise KeyError

    with pytest.raises(KeyError):
        keeper.update(fail)
    keeper.update(putting("three"))
    assert sorted(blog.found("lantern")) == ["/one", "/three"]


def test_an_index_that_was_deleted_is_begun_again(blog, tmp_path):
    keeper = a_keeper(blog, tmp_path / "keeper")
    keeper.update(putting("one"))
    blog.s3.delete_object(Bucket=BUCKET, Key=KEY)
    keeper.update(putting("two"))
    assert blog.found("lantern") == ["/two"]


def test_an_unchanged_index_is_not_fetched(blog, tmp_path):
    path = tmp_path / "fetched"
    with pytest.raises(NoIndex):
        blog.bucket.fetch(path)
    publish(blog, "one", "lantern")
    blog.follow()
    etag = blog.bucket.fetch(path)
    path.unlink()
    assert blog.bucket.fetch(path, etag) == etag == blog.bucket.etag()
    assert not path.exists()


def fill(blog: SearchedBlog) -> None:
    publish(blog, "one", "lantern")
    publish(blog, "long", "lantern " * 4000)
    add(blog.store, a_comment("one", text="lantern oil"))
    blog.store.settings.save({"title": "Night Light"})
    blog.store.articles.save(an_article("draft", body="<p>lantern</p>", state=ArticleState.DRAFT))


def build(blog: SearchedBlog) -> int:
    return rebuild(blog.store.client, blog.store.name, blog.s3, BUCKET)


def test_a_rebuilt_index_finds_what_a_followed_one_finds(blog):
    fill(blog)
    blog.follow()
    followed = blog.found("lantern")
    blog.s3.delete_object(Bucket=BUCKET, Key=KEY)
    assert build(blog) == 3
    blog.wait()
    assert sorted(blog.found("lantern")) == sorted(followed)
    assert len(followed) == 3
    assert blog.search("lantern").one(".site-title") == "Night Light"


def test_a_rebuilt_index_forgets_what_the_table_does_not_hold(blog, tmp_path):
    a_keeper(blog, tmp_path / "keeper").update(putting("ghost"))
    publish(blog, "one", "lantern")
    assert build(blog) == 1
    assert blog.found("lantern") == ["/one"]


def test_what_is_written_while_the_table_is_read_is_not_lost(blog, tmp_path):
    """The follower has put it into the index that the reading was to replace."""
    fill(blog)
    blog.follow()
    rivals = iter(["late"])

    def write_meanwhile(**_):
        if slug := next(rivals, None):
            publish(blog, slug, "lantern")
            blog.follow()

    blog.store.client.meta.events.register("after-call.dynamodb.Scan", write_meanwhile)
    build(blog)
    assert "/late" in blog.found("lantern")


def test_a_rebuilding_that_is_always_overtaken_says_so(blog, tmp_path):
    fill(blog)
    keeper, numbers = a_keeper(blog, tmp_path / "keeper"), iter(range(100))
    change = lambda **_: keeper.update(putting(f"number-{next(numbers)}"))  # noqa: E731
    blog.store.client.meta.events.register("after-call.dynamodb.Scan", change)
    with pytest.raises(ChangedMeanwhile):
        build(blog)
    assert next(numbers) == 5


def test_an_error_of_the_bucket_rises_as_it_is(blog):
    elsewhere = IndexBucket(blog.s3, "no-such-bucket")
    with pytest.raises(blog.s3.exceptions.ClientError) as caught:
        elsewhere.fetch(Path("unused"))
    assert caught.value.response["Error"]["Code"] == "NoSuchBucket"
