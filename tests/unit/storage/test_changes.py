"""The stream's records as a Lambda gets them: DynamoDB's JSON, with binary values in base64."""

import json
from base64 import b64encode
from dataclasses import replace

import pytest

from blog.article import ArticleState
from blog.comment import CommentState, Gap
from storage import comment_items, items, keys, list_items
from storage.changes import BodyChanged, CommentChanged, HeadChanged, SettingsChanged, change_of
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


def test_settings_are_texts():
    item = items.key(keys.SETTINGS, keys.SETTINGS) | {"title": {"S": "Night"}}
    assert change_of(record(None, item)) == SettingsChanged({"title": "Night"})
    assert change_of(record(item, None)) == SettingsChanged({})


@pytest.mark.parametrize(
    "item",
    [
        *list_items.row_items(an_article(sticky=True, tags=("night",))).values(),
        items.body_item(an_article(state=ArticleState.DRAFT)),
        items.address_item("/old", "hello"),
        items.key(keys.article("hello"), keys.like("0a")),
        items.key(*keys.list_info(next(iter(list_items.lists_of(an_article()))))),
        items.key(keys.commenter("a@example.org"), keys.COMMENTER),
        comment_items.chosen_item(a_comment()),
        items.key(keys.article("hello"), keys.report(a_comment().path, "0a")),
    ],
    ids=lambda item: item["sk"]["S"],
)
def test_all_else_says_nothing(item):
    assert change_of(record(None, item)) is None
