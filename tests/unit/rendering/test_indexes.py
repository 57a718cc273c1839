from blog.article import Ancestor, ArticleKind
from blog.lists import ListInfo, ListKind, ListRef
from rendering.indexes import SIZES, of_kind, sizes, tree, years
from tests.support.blog import an_article


def info(kind: ListKind, slug: str, count: int = 1, name: str = "") -> ListInfo:
    return ListInfo(ref=ListRef(kind, slug), name=name, count=count)


def test_years_have_their_months_newest_first_and_their_sum():
    months = [info(ListKind.MONTH, slug, count) for slug, count in (("2025-12", 2), ("2026-02", 3), ("2026-11", 4))]
    found = [(year.ref.path, year.count, [month.ref.slug for month in year.months]) for year in years(months)]
    assert found == [("/2026", 7, ["2026-11", "2026-02"]), ("/2025", 2, ["2025-12"])]


def test_a_cloud_uses_all_its_sizes_whatever_the_counts_are():
    tags = [info(ListKind.TAG, str(count), count) for count in (1, 3, 10, 100, 1000)]
    assert list(sizes(tags).values()) == [1, 2, 2, 4, SIZES]
    assert list(sizes(tags[:1]).values()) == [1]
    assert sizes([]) == {}


def test_lists_of_a_kind_are_in_the_order_of_their_names():
    lists = [info(ListKind.TAG, "b", name="b"), info(ListKind.AUTHOR, "x", name="X"), info(ListKind.TAG, "a", name="A")]
    assert [each.name for each in of_kind(lists, "tag")] == ["A", "b"]


def page(slug: str, *above: str, order: int = 0):
    ancestors = tuple(Ancestor(each, each) for each in above)
    return an_article(slug, title=slug, kind=ArticleKind.PAGE, ancestors=ancestors, order=order)


def test_pages_stand_below_their_parents_in_their_owners_order():
    pages = [page("c", "a"), page("a"), page("b", "a", order=1), page("z", order=-1), page("d", "a", "c")]
    found = [(top.article.slug, [each.article.slug for each in top.below]) for top in tree(pages)]
    assert found == [("z", []), ("a", ["c", "b"])]
    assert tree(pages)[1].below[0].below[0].article.slug == "d"


def test_a_page_whose_parent_is_not_here_stands_at_the_top():
    assert [top.article.slug for top in tree([page("orphan", "gone")])] == ["orphan"]
