from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.errors import BadPreview
from blog.previews import sign, verify

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOKEN = sign("key", "draft", NOW + timedelta(days=1))


def test_a_link_is_good_until_it_expires():
    verify(TOKEN, "key", "draft", NOW)
    verify(TOKEN, "key", "draft", NOW + timedelta(days=1, seconds=-1))
    with pytest.raises(BadPreview):
        verify(TOKEN, "key", "draft", NOW + timedelta(days=1))


@pytest.mark.parametrize(("key", "slug"), [("other", "draft"), ("key", "another-draft")])
def test_a_link_is_good_for_its_own_draft_only(key, slug):
    with pytest.raises(BadPreview):
        verify(TOKEN, key, slug, NOW)


def test_nobody_makes_a_link_last_longer():
    expiry, _, mac = TOKEN.partition(".")
    with pytest.raises(BadPreview):
        verify(f"{int(expiry) + 1}.{mac}", "key", "draft", NOW)


@given(st.text())
def test_no_other_text_is_a_token(text):
    with pytest.raises(BadPreview):
        verify(text, "key", "draft", NOW)
