"""The stream's records as a Lambda gets them: DynamoDB's JSON, with binary values in base64."""

import json
from base64 import b64encode
from dataclasses import replace

import pytest

from blog.article import ArticleState
from blog.changes import (
    AddressChanged,
    BodyChanged,
    CommentChanged,
    HeadChanged,
    ListChanged,
    RowChanged,
    SettingsChanged,
)
from blog.comment import CommentState, Gap
from blog.lists import HOME, ListInfo, ListKind, ListRef
from storage import comment_items, items, keys, list_items
from storage.changes import UnreadableRecord, change_of, change_to
from tests.support.blog import a_comment, an_article


def record(old=None, new=None):
    """As it arrives: through JSON, where bytes are base64 text."""
    image = old or new
    said = {"Keys": {"pk": image["pk"], "sk": image["sk"]}, "SequenceNumber": "1"}
    said |= {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image}
    return json.loads(json.dumps({"dynamodb": said}, default=lambda value: b64encode(value).decode()))


def summary(article):
    return items.read_summary(items.head_item(article))


def test_a_head_that_comes_changes_and_goes():
    first, second = an_article(), an_article(title="Other")
    came, changed, went = (
        change_of(record(old, new))
        for old, new in (
            (None, items.head_item(first)),
            (items.head_item(first), items.head_item(second)),
            (items.head_item(second), None),
        )
    )
    assert came == HeadChanged("hello", True, None, summary(first))
    assert changed == HeadChanged("hello", True, summary(first), summary(second))
    assert went == HeadChanged("hello", True, summary(second), None)


@pytest.mark.parametrize("state", ArticleState)
def test_a_head_says_whether_readers_see_it(state):
    change = change_of(record(None, items.head_item(an_article(state=state))))
    assert (change.public, change.new.state) == (state in ("published", "unlisted"), state)


@pytest.mark.parametrize("body", ["<p>Short</p>", "<p>Long</p>" * 5_000], ids=["plain", "compressed"])
def test_a_body_is_read_whole(body):
    item = items.body_item(an_article(body=body))
    assert change_of(record(None, item)) == BodyChanged("hello", body)
    assert change_of(record(item, None)) == BodyChanged("hello", None)


def test_only_approved_comments_are_a_change_and_come_without_an_address():
    comment = a_comment()
    change = change_of(record(None, comment_items.comment_item(comment)))
    assert (change.slug, change.path, change.comment.text) == ("hello", comment.path, comment.text)
    assert (comment.email, change.comment.email) == ("reader@example.org", "")
    assert change_of(record(comment_items.comment_item(comment), None)) == CommentChanged("hello", comment.path, None)
    for state in set(CommentState) - {CommentState.APPROVED}:
        assert change_of(record(None, comment_items.comment_item(a_comment(state=state)))) is None


def test_a_gap_is_no_comment_any_more():
    comment = a_comment(replies=1)
    gap = comment_items.comment_item(replace(comment, gap=Gap.AUTHOR))
    for old, new in ((comment_items.comment_item(comment), gap), (gap, None)):
        assert change_of(record(old, new)) == CommentChanged("hello", comment.path, None)


def test_settings_that_judge_comments_are_told_to_nobody():
    item = items.key(keys.SETTINGS, keys.SETTINGS) | {"title": {"S": "Night"}, "held_words": {"S": "casino"}}
    assert change_of(record(None, item)) == SettingsChanged({"title": "Night"})


def test_settings_are_texts_and_say_whether_a_page_shows_them():
    item = items.key(keys.SETTINGS, keys.SETTINGS) | {"title": {"S": "Night"}}
    judging = item | {"held_words": {"S": "casino"}}
    assert change_of(record(None, item)) == SettingsChanged({"title": "Night"}, shown=True)
    assert change_of(record(item, None)) == SettingsChanged({}, shown=True)
    assert change_of(record(item, judging)) == SettingsChanged({"title": "Night"}, shown=False)
    assert change_of(record(None, items.key(keys.SETTINGS, keys.SETTINGS))) == SettingsChanged({}, shown=False)
    assert change_of(record(judging, judging | {"title": {"S": "Day"}})) == SettingsChanged({"title": "Day"})


def test_a_head_says_whether_its_words_or_what_is_related_to_it_are_others():
    item = items.head_item(an_article()) | {"digest": {"S": "1"}}
    others = ({"digest": {"S": "2"}}, {"related_digest": {"S": "a"}}, {"like_count": {"N": "1"}})
    said = [change_of(record(item, item | other)) for other in others]
    assert [(each.rewritten, each.relinked) for each in said] == [(True, False), (False, True), (False, False)]


def test_a_row_is_of_its_list():
    article = an_article(sticky=True, tags=("night",))
    rows = {sk: change_of(record(None, row)) for sk, row in list_items.row_items(article).items()}
    assert rows.pop("LISTED#SLUGS") is None
    refs = [ListRef(ListKind.AUTHOR, "keeper"), ListRef(ListKind.YEAR, "2026"), ListRef(ListKind.MONTH, "2026-11")]
    assert {each.ref for each in rows.values()} == {HOME, *refs, ListRef(ListKind.TAG, "night")}
    assert all(isinstance(each, RowChanged) and (each.old, each.new.title) == (None, "Hello") for each in rows.values())


def test_a_list_says_what_it_said_before():
    ref = ListRef(ListKind.TAG, "night")
    item = items.key(*keys.list_info(ref)) | {"count": {"N": "1"}}
    told = item | {"description": {"S": "After dark."}}
    before, after = ListInfo(ref=ref, count=1), ListInfo(ref=ref, count=1, description="After dark.")
    assert change_of(record(item, told)) == ListChanged(ref, before, after)
    assert change_of(record(told, None)) == ListChanged(ref, after, None)


@pytest.mark.parametrize("address", ["/old", "/2011/03/hello", "/?p=42", "/tag/lanterns"])
def test_an_old_address_is_itself(address):
    item = items.address_item(address, "hello")
    assert change_of(record(None, item)) == change_of(record(item, None)) == AddressChanged(address)


@pytest.mark.parametrize(
    "item",
    [
        list_items.row_items(an_article())[keys.SLUG_ROW],
        items.body_item(an_article(state=ArticleState.DRAFT)),
        items.key(keys.article("hello"), keys.like("0a")),
        items.key(keys.commenter("a@example.org"), keys.COMMENTER),
        items.key(keys.SETTINGS, "HISTORY#1"),
        comment_items.chosen_item(a_comment()),
        items.key(keys.article("hello"), keys.report(a_comment().path, "0a")),
    ],
    ids=lambda item: item["sk"]["S"],
)
def test_all_else_says_nothing(item):
    assert change_of(record(None, item)) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("title", None), ("published_at", {"S": "yesterday"}), ("comment_count", {"N": "many"}), ("author", {"S": "me"})],
)
def test_what_is_not_as_it_was_written_cannot_be_read_and_is_named(name, value):
    item = items.head_item(an_article()) | {name: value}
    if value is None:
        del item[name]
    for read in (lambda: change_of(record(None, item)), lambda: change_to(item)):
        with pytest.raises(UnreadableRecord, match="ARTICLE#hello"):
            read()


def test_a_body_that_does_not_unpack_cannot_be_read():
    item = items.body_item(an_article(body="<p>Long</p>" * 5_000)) | {"packed_body": {"B": b"torn"}}
    with pytest.raises(UnreadableRecord):
        change_of(record(None, item))
