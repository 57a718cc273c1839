import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.errors import BadSlug
from blog.slugs import checked_slug, is_slug, slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How a comment travels", "how-a-comment-travels"),
        ("  What's new in 3.13?  ", "whats-new-in-3.13"),
        ("Crème brûlée — déjà vu", "creme-brulee-deja-vu"),
        ("こんにちは 世界", "こんにちは-世界"),
        ("Ünï_çödé", "uni-code"),
        ("!!!", ""),
        ("Pages", "pages-1"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_title_becomes_a_slug(title, slug):
    assert slugify(title) == slug


@given(st.text())
def test_a_slug_from_any_title_is_one_or_nothing(title):
    slug = slugify(title)
    assert slug == "" or is_slug(slug)


@pytest.mark.parametrize(
    "text", ["", "-a", "_a", "a/b", "a b", "../x", "%41", "a" * 201, "assets", "comments", "a\x00"]
)
def test_what_cannot_stand_in_an_address_is_refused(text):
    with pytest.raises(BadSlug, match="cannot be a slug"):
        checked_slug(text)
