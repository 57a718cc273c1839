"""What belongs together: tags first, then words; and the same again when a blog grows."""

from dataclasses import replace

from blog.related import _NEAREST, AT_MOST, _Occurrences, related, subject_of
from tests.support.blog import an_article

FILLERS = [an_article(f"filler-{number}", title=f"Number{number * 'x'}", summary="") for number in range(12)]


def slugs_related_to(slug, articles):
    found = list(related([subject_of(each) for each in articles]))
    return [articles[index].slug for index in found[[each.slug for each in articles].index(slug)]]


def test_who_shares_a_rare_tag_comes_before_who_shares_a_common_one():
    articles = [
        an_article("common", tags=("lamps",), title="One"),
        an_article("rare", tags=("lamps", "Moths"), title="Two"),
        an_article("this", tags=("lamps", "moths"), title="Three"),
        *[replace(filler, tags=("lamps",)) for filler in FILLERS],
    ]
    found = slugs_related_to("this", articles)
    assert found[0] == "rare"
    assert len(found) == AT_MOST


def test_a_category_counts_as_a_tag_does():
    articles = [
        an_article("a", categories=("Lamps",), title="One"),
        *FILLERS,
        an_article("b", tags=("lamps",), title="Two"),
    ]
    assert slugs_related_to("a", articles) == ["b"]


def test_a_category_that_nearly_all_have_is_the_last_reason():
    articles = [
        an_article("this", categories=("Uncategorized",), title="Moths around the lantern", summary=""),
        *[replace(filler, categories=("Uncategorized",)) for filler in FILLERS],
        an_article("words", title="A lantern and its moths", summary=""),
    ]
    assert slugs_related_to("this", articles) == ["words", "filler-0", "filler-1", "filler-2"]


def test_without_a_common_tag_words_decide_and_words_that_all_have_do_not():
    articles = [
        an_article("moths", title="Moths around the lantern", summary="They come at night and they stay."),
        *[replace(filler, summary="They come and they go around here.") for filler in FILLERS],
        an_article("lantern", title="A lantern for moths", summary="How they are drawn to it."),
    ]
    assert slugs_related_to("moths", articles) == ["lantern"]
    assert slugs_related_to("lantern", articles) == ["moths"]


def test_of_equally_near_ones_the_nearer_in_time_come_first():
    articles = [an_article(f"n{number}", tags=("x",), title=f"T{number * 'y'}", summary="") for number in range(9)]
    assert slugs_related_to("n4", articles) == ["n3", "n5", "n2", "n6"]


def test_nothing_is_related_where_nothing_is_shared():
    assert all(not found for found in related([subject_of(each) for each in FILLERS]))
    assert list(related([])) == []


def test_with_how_many_one_is_compared_does_not_grow_with_the_blog(monkeypatch):
    compared = []
    monkeypatch.setattr(_Occurrences, "likeness", lambda _, one, other: compared.append((one, other)) or 0.0)
    articles = [an_article(f"a{number}", tags=("all",), title="Same words", summary="") for number in range(1_000)]
    assert all(len(each) == AT_MOST for each in related([subject_of(each) for each in articles]))
    assert len(compared) == len(set(compared)) <= 3 * _NEAREST * len(articles)
