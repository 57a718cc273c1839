"""Touched addresses as CloudFront is told of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from follow_changes.cdn_paths import MOST_PATHS, MOST_STARS, cdn_paths


@pytest.mark.parametrize(
    ("address", "paths"),
    [
        ("/hello", ("/hello*",)),
        ("/2026/11/hello", ("/2026/11/hello*",)),
        # Everything begins with a slash; what is further back is kept for a minute only.
        ("/", ("/",)),
        ("/tag/straße", ("/tag/stra%C3%9Fe*",)),
        ("/rss.xml", ("/rss.xml*",)),
        ("/tag/night/rss.xml", ("/tag/night/*",)),
        # Kept for a minute only.
        ("/comments/rss.xml", ()),
        ("/comments/hello/feed.json", ()),
        ("/archive", ("/archive",)),
        ("/sitemap-2026-11.xml", ("/sitemap*",)),
        ("/?p=42", ("/?p=42",)),
        # A star of the path's own is none of CloudFront's.
        ("/a*b", ("/a%2Ab*",)),
        ("/*", ("/*",)),
    ],
)
def test_an_address_with_all_that_may_be_asked_of_it(address, paths):
    assert cdn_paths([address]) == paths


def test_no_address_is_no_path():
    assert cdn_paths([]) == ()


def test_what_another_path_takes_along_is_not_told_again():
    tag = ["/tag/night", *(f"/tag/night/{name}" for name in ("rss.xml", "atom.xml", "feed.json"))]
    assert cdn_paths(tag) == ("/tag/night*",)
    assert cdn_paths(["/2026", "/2026/11", "/2026/11/rss.xml"]) == ("/2026*",)
    comment = ["/hello", "/", "/comments/hello/rss.xml", "/comments/atom.xml"]
    assert cdn_paths(comment) == ("/", "/hello*")


def test_many_addresses_are_told_as_one_path():
    some = [f"/{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert len(cdn_paths(some[:MOST_STARS])) == MOST_STARS
    assert cdn_paths(some[: MOST_STARS + 1]) == ("/*",)


def test_a_path_that_is_too_long_is_told_by_its_beginning():
    (path,) = cdn_paths([f"/{'ß' * 1_000}"])
    assert len(path) <= 4_000
    assert re.fullmatch(r"/(?:%C3%9F)+(?:%C3)?\*", path)
    (plain,) = cdn_paths([f"/{'a' * 5_000}"])
    assert plain == f"/{'a' * 3_998}*"


addresses = st.lists(st.text(min_size=1, max_size=30).map(lambda text: f"/{text}"), max_size=60)


@given(addresses)
def test_whatever_the_addresses_are_cloudfront_can_take_the_paths_and_they_stay_few(found):
    paths = cdn_paths(found)
    assert len(paths) <= MOST_PATHS
    assert sum(path.endswith("*") for path in paths) <= MOST_STARS
    for path in paths:
        # https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Paths.html, RFC 3986
        assert re.fullmatch(r"/[A-Za-z0-9._~!$&'()+,;=:@%/?-]*\*?", path), path
    assert paths == cdn_paths([*reversed(found), *found])
