"""What is found, in what order, and how it is shown."""

from datetime import timedelta

import pytest

from blog.article import Ancestor, ArticleKind, Author
from search.index import HITS_PER_PAGE, MOST_PAGES
from tests.unit.search.conftest import NOW, text_of


def test_title_body_tags_categories_and_comments_are_searched(index):
    index.article("one", "<p>gaslight</p>", title="Lanterns", tags=("oil",), categories=("streets",))
    index.comment("one", "candles")
    assert [index.found(word) for word in ("lanterns", "gaslight", "oil", "streets")] == [["one"]] * 4
    assert index.found("candles") == ["one: [candles]"]


def test_a_title_counts_more_than_a_tag_a_body_and_a_comment(index):
    filler = "<p>" + "other words stand here " * 5 + "</p>"
    index.article("in-comment", filler, title="First")
    index.comment("in-comment", "a lantern")
    index.article("in-body", filler + "<p>a lantern</p>", title="Second")
    index.article("in-tag", filler, title="Third", tags=("lantern",))
    index.article("in-title", filler, title="A lantern")
    assert index.found("lantern") == ["in-title", "in-tag", "in-body", "in-comment: a [lantern]"]


def test_of_equals_the_newest_stands_first(index):
    for days, slug in ((1, "new"), (3, "old"), (2, "middle")):
        index.article(slug, "<p>lantern</p>", title="Same", published_at=NOW - timedelta(days=days))
    assert index.found("lantern") == ["new", "middle", "old"]


def test_a_whole_word_stands_above_one_that_only_begins_like_it(index):
    index.article("longer", "<p>artistic</p>", title="Same")
    index.article("whole", "<p>art</p>", title="Same", published_at=NOW - timedelta(days=9))
    assert index.found("art") == ["whole", "longer"]


def test_all_words_must_be_there_and_the_last_may_be_a_beginning(index):
    index.article("both", "<p>street lanterns</p>")
    index.article("one", "<p>street</p>")
    assert index.found("street lant") == ["both"]
    assert index.found("stre lanterns") == []


def test_a_phrase_must_stand_together(index):
    index.article("together", "<p>a street lantern</p>")
    index.article("apart", "<p>a lantern in the street</p>")
    assert index.found('"street lantern"') == ["together"]


def test_an_excluded_word_must_not_be_there(index):
    index.article("oil", "<p>lantern with oil</p>")
    index.article("gas", "<p>lantern with gas</p>")
    assert index.found("lantern -oil") == ["gas"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("café", "cafe"),
        ("cafe", "café"),
        ("cafe\u0301", "café"),
        ("Straße", "straße"),
        ("Việt", "viet"),
        ("Ελλάδα", "ελλαδα"),
        ("ёлка", "елка"),
        ("łódź", "łodz"),
        ("हिन्दी", "हिन्दी"),
        ("العربية", "العربية"),
        ("lamp\u00adpost", "lamppost"),
        ("東京タワーは高い", "タワー"),
        ("東京タワーは高い", "東京"),
        ("がんばる", "がん"),
        ("ที่นี่มีไฟ", "มีไฟ"),
        ("서울에서", "서울"),
        ("我喜欢lamp灯", "lamp"),
    ],
)
def test_accents_and_scripts_without_spaces(index, written, typed):
    index.article("one", f"<p>before {written} after</p>", title="x")
    assert index.found(typed) == ["one"]


def test_characters_of_an_unspaced_script_must_stand_together(index):
    index.article("one", "<p>京東タワー</p>")
    assert index.found("東京") == []


def test_what_was_found_is_marked_as_it_was_written(index):
    index.article("one", f"<p>{'far away ' * 60}A Café &lt;here&gt; in 東京タワー</p>", title="Cafés")
    (hit,) = index.search("cafe").hits
    assert text_of(hit.title) == "[Cafés]"
    assert "[Café] <here> in 東京タワー" in text_of(hit.text)
    assert text_of(hit.text).startswith("…")
    assert "[東京]タワー" in text_of(index.search("東京").hits[0].text)


def test_a_hit_knows_its_place_its_time_and_who_wrote_it(index):
    index.article(
        "colophon",
        title="Colophon",
        kind=ArticleKind.PAGE,
        ancestors=(Ancestor("about", "About"),),
        author=Author(slug="a", name="A"),
        categories=("Ways & Means",),
    )
    comment = index.comment("colophon", "printed well", 5)
    page, said = index.search("colophon").hits[0], index.search("printed").hits[0]
    assert page.place.ancestors == ("about",)
    assert (page.place.kind, page.place.author, page.place.category) == (ArticleKind.PAGE, "a", "ways-means")
    assert (page.written_at, page.path, page.commenter) == (NOW, "", "")
    assert (said.written_at, said.path, said.commenter) == (NOW + timedelta(minutes=5), comment.path, "A Reader")
    assert said.place == page.place
    assert text_of(said.title) == "Colophon"


def test_results_are_counted_and_come_in_pages(index):
    for number in range(HITS_PER_PAGE + 3):
        index.article(f"number-{number}", "<p>lantern</p>", title="Same", published_at=NOW - timedelta(days=number))
    first, second, third = (index.search("lantern", page) for page in (1, 2, 3))
    slugs = [hit.place.slug for hit in (*first.hits, *second.hits)]
    assert slugs == [f"number-{number}" for number in range(HITS_PER_PAGE + 3)]
    assert (first.total, first.last_page) == (HITS_PER_PAGE + 3, 2)
    assert (third.hits, third.total, third.meant) == ((), HITS_PER_PAGE + 3, "")
    assert index.search("lantern", MOST_PAGES + 1).hits == ()


@pytest.mark.parametrize("typed", ["lamp", "lamp -dark", "a lamp"])
def test_of_very_many_those_with_the_word_in_title_or_tags_come_first_and_none_is_lost(index, monkeypatch, typed):
    monkeypatch.setattr("search.index._MANY", 5)
    titled, told = [f"a-lamp-{number:02}" for number in range(14)], [f"street-{number:02}" for number in range(12)]
    for number, slug in enumerate((*titled, *told)):
        index.article(slug, "A lamp. " * (number % 7 + 1), title=slug.replace("-", " "))
    index.article("dark", "No lamp, and dark.", title="A lamp in the dark")
    found = [index.search(typed, page) for page in (1, 2, 3, 4)]
    slugs = [hit.place.slug for page in found for hit in page.hits if hit.place.slug != "dark"]
    assert sorted(slugs) == sorted([*titled, *told])
    assert set(slugs[:14]) == set(titled)
    assert {page.total for page in found} == {26 + ("dark" not in typed)}


def test_a_query_without_a_word_finds_nothing(index):
    index.article("one")
    for typed in ("", "!!", "-one"):
        assert (index.search(typed).total, index.search(typed).hits) == (0, ())
