"""What the old site's addresses, lists, pages and menus become here."""

from html import escape
from pathlib import Path

import pytest

from blog.article import ArticleState, Link
from blog.settings import Settings
from exchange.wordpress.addresses import OldSite, key
from tests.unit.exchange.samples import imported

HEAD = (
    '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><wp:wxr_version>1.2</wp:wxr_version>'
    "<wp:base_blog_url>https://example.org/blog</wp:base_blog_url>"
    "<wp:author><wp:author_login>First.Author</wp:author_login></wp:author>"
    "<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>sea</wp:category_nicename>"
    "<wp:cat_name>Sea &amp;amp; Shore</wp:cat_name><wp:category_description>All &lt;b&gt;wet&lt;/b&gt; things."
    "</wp:category_description></wp:category>"
    "<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>sky</wp:category_nicename>"
    "<wp:cat_name>Sky</wp:cat_name><wp:category_description></wp:category_description></wp:category>"
    "<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>boats-2</wp:tag_slug><wp:tag_name>Boats</wp:tag_name>"
    "<wp:tag_description>What floats.</wp:tag_description></wp:tag>"
)
SEA = '<category domain="category" nicename="sea">Sea &amp;amp; Shore</category>'
BOATS = '<category domain="post_tag" nicename="boats-2">Boats</category>'


def item(number: int, kind: str = "post", *, link: str = "", more: str = "", **fields: str) -> str:
    """An item that is published in June 2020; `fields` are those of the `wp:` namespace."""
    given = {
        "post_id": str(number),
        "post_type": kind,
        "status": "publish",
        "post_name": f"{kind}-{number}",
        "post_date": "2020-06-01 12:00:00",
        **fields,
    }
    body = given.pop("content", "x")
    inside = "".join(f"<wp:{name}>{escape(text)}</wp:{name}>" for name, text in given.items())
    return (
        f"<item><link>{escape(link)}</link><dc:creator>First.Author</dc:creator>"
        f"<content:encoded>{escape(body)}</content:encoded>{inside}{more}</item>"
    )


def entry(order: int, kind: str, target: str, label: str = "", *, menu: str = "menu", above: str = "0") -> str:
    """An entry of a menu; `target` is an address or the id of what it leads to."""
    meta = {"type": kind, "object_id": target, "url": target if kind == "custom" else "", "menu_item_parent": above}
    return item(
        900 + order,
        "nav_menu_item",
        menu_order=str(order),
        more=f'<title>{escape(label)}</title><category domain="nav_menu" nicename="{menu}">{menu}</category>'
        + "".join(
            f"<wp:postmeta><wp:meta_key>_menu_item_{name}</wp:meta_key><wp:meta_value>{escape(value)}</wp:meta_value>"
            "</wp:postmeta>"
            for name, value in meta.items()
        ),
    )


@pytest.fixture
def read(tmp_path):
    def read(*items: str):
        path: Path = tmp_path / "export.xml"
        path.write_text(HEAD + "".join(items) + "</channel></rss>")
        return imported(path)

    return read


SITE = (
    item(1, link="https://example.org/blog/2020/06/post-1/", more=SEA + BOATS),
    item(2, "page", link="https://example.org/blog/page-2/", more="<title>About us</title>", menu_order="2"),
    item(3, "page", link="https://example.org/blog/page-2/page-3/", post_parent="2", menu_order="-1"),
    item(4, "page", link="https://example.org/blog/?page_id=4", status="draft"),
    item(5, "page", link="https://example.org/blog/page-4/page-5/", post_parent="4"),
    item(6, link="https://example.org/blog/2020/06/%CE%B5%CF%80%CE%AF/", post_name="%ce%b5%cf%80%ce%af"),
    item(7, link="https://example.org/blog/2020/06/locked/", post_password="sesame"),
    item(8, link="https://example.org/blog/?p=8", status="future", post_date="2090-01-01 12:00:00"),
    item(9, "attachment", link="https://example.org/blog/page-2/boat/", attachment_url="https://example.org/boat.jpg"),
)


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("https://example.org/blog/2020/06/post-1/", "/post-1"),
        ("http://www.example.org/blog/2020/06/post-1", "/post-1"),
        ("//example.org/blog//2020/06/post-1/", "/post-1"),
        ("/blog/2020/06/post-1/#part", "/post-1#part"),
        ("https://example.org/blog/2020/06/post-1/#comment-7", "/post-1#comments"),
        ("https://example.org/blog/2020/06/post-1/#more-1", "/post-1"),
        ("https://example.org/blog/?p=1", "/post-1"),
        ("https://example.org/blog/?p=1&preview=true", "/post-1"),
        ("https://example.org/blog/page-2/page-3/", "/page-2/page-3"),
        ("https://example.org/blog/?page_id=3", "/page-2/page-3"),
        ("https://example.org/blog/page-4/page-5/", "/page-5"),
        ("https://example.org/blog/2020/06/επί/", "/%CE%B5%CF%80%CE%AF"),
        ("https://example.org/blog/page-2/boat/#x", "https://example.org/boat.jpg"),
        ("https://example.org/blog/?attachment_id=9", "https://example.org/boat.jpg"),
        ("https://example.org/blog", "/"),
        ("https://example.org/blog/feed/", "/rss.xml"),
        ("https://example.org/blog/category/water/sea/", "/category/sea-shore"),
        ("https://example.org/blog/?cat=3", "/category/sea-shore"),
        ("https://example.org/blog/tag/boats-2/", "/tag/boats"),
        ("https://example.org/blog/?tag=boats-2", "/tag/boats"),
        ("https://example.org/blog/author/first-author/", "/author/first.author"),
        ("https://example.org/blog/2020/06/", "/2020/06"),
        # Never public, never there, empty, another page of it, or somebody else's.
        ("https://example.org/blog/page-4/", ""),
        ("https://example.org/blog/2020/06/locked/", ""),
        ("https://example.org/blog/?p=8", ""),
        ("https://example.org/blog/2020/06/post-1/?share=x", ""),
        ("https://example.org/blog/category/sky/", ""),
        ("https://example.org/blog/category/sea/page/2/", ""),
        ("https://example.org/blog/2090/", ""),
        ("https://example.org/2020/06/post-1/", ""),
        ("https://example.org/blogs", ""),
        ("https://example.net/blog/2020/06/post-1/", ""),
        ("ftp://example.org/blog/2020/06/post-1/", ""),
        ("2020/06/post-1/", ""),
        ("mailto:a@example.org", ""),
        ("https://[example.org/blog/", ""),
    ],
)
def test_an_address_of_the_old_site_leads_here_when_it_is_known(read, address, here):
    assert read(*SITE)[0].old_site.here(address) == here


def test_links_in_bodies_lead_straight_to_where_things_are_now(read):
    body = (
        "<p><a class=\"x\" href='https://example.org/blog/page-2/page-3/?a=1'>a</a> <a href=/blog/?p=1>b</a> "
        '<a href="https://example.org/blog/page-2/page-3/" target=_blank>c</a> href="/blog/?p=1"</p>'
        '<img src="https://example.org/blog/?p=1">'
    )
    _, articles, _ = read(*SITE, item(20, content=body))
    assert articles["post-20"].article.body == (
        '<p><a href="https://example.org/blog/page-2/page-3/?a=1">a</a> <a href="/post-1">b</a> '
        '<a href="/page-2/page-3" target="_blank" rel="noopener">c</a> href="/blog/?p=1"</p>\n'
        '<p><img src="https://example.org/blog/?p=1"></p>'
    )


@pytest.mark.parametrize(("site", "here"), [("", "/b"), ("https://example.org", "/b"), ("https://[", "")])
def test_a_site_of_any_address_can_be_asked(site, here):
    assert OldSite(site, {"/a": "/b"}).here("/a/") == here
    assert key("https://example.net/a", site) is None


def test_pages_know_the_page_above_them_and_their_order(read):
    _, articles, _ = read(*SITE)
    pages = {slug: (found.article.parent, found.article.order) for slug, found in articles.items()}
    assert pages["page-3"] == ("page-2", -1)
    assert pages["page-5"] == ("page-4", 0)
    assert pages["page-2"] == ("", 2)
    assert pages["post-1"] == ("", 0)


def test_pages_that_stand_above_each_other_are_found_all_the_same(read):
    known, articles, _ = read(
        item(1, "page", link="https://example.org/blog/a/", post_parent="2"),
        item(2, "page", link="https://example.org/blog/b/", post_parent="1"),
        item(3, "page", link="https://example.org/blog/c/", post_parent="3"),
    )
    assert [known.old_site.here(f"/blog/{name}") for name in "abc"] == ["/page-1", "/page-2", "/page-3"]
    assert articles["page-3"].article.parent == ""


def test_lists_keep_their_descriptions(read):
    assert read(*SITE)[0].descriptions == {
        ("category", "sea-shore"): ("Sea & Shore", "All wet things."),
        ("tag", "boats"): ("Boats", "What floats."),
    }


def test_what_was_scheduled_keeps_its_date_to_come(read):
    found = read(*SITE)[1]["post-8"]
    assert (found.article.state, found.article.published_at.year) == (ArticleState.PUBLISHED, 2090)
    assert found.notes == ("has no title: 'x' stands in for it",)


@pytest.mark.parametrize(
    ("guid", "kept"),
    [
        ("https://example.org/blog/?p=1", True),
        ("urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427", True),
        ("tag:example.org,2020:1", True),
        ("", False),
        ("1", False),
        ("https://example.org/a b", False),
        ('https://example.org/"', False),
        ("https://example.org/" + "x" * 481, False),
    ],
)
def test_feed_readers_know_an_article_by_what_they_knew_it(read, guid, kept):
    _, articles, _ = read(item(1, more=f"<guid>{escape(guid)}</guid>"))
    assert articles["post-1"].article.guid == (guid if kept else "")


def test_two_articles_with_one_guid_are_two(read):
    _, articles, _ = read(*(item(number, more="<guid>https://example.org/</guid>") for number in (1, 2)))
    assert [found.article.guid for found in articles.values()] == ["https://example.org/", ""]


def test_a_menu_leads_to_what_its_entries_meant(read):
    known, _, _ = read(
        *SITE,
        entry(5, "custom", "https://example.net/shop?a=1;b=2", "Shop; now = here"),
        entry(1, "custom", "https://example.org/blog/", "Home"),
        entry(2, "post_type", "2"),
        entry(3, "post_type", "1", "First"),
        entry(4, "taxonomy", "3"),
        entry(6, "post_type", "3", "Below", above="902"),
        entry(7, "post_type", "4", "A draft"),
        entry(8, "custom", "#", "Only a heading"),
        entry(9, "taxonomy", "4", "Empty"),
        entry(10, "custom", "https://example.org/blog/gone/", "Gone"),
        entry(11, "post_type", "3"),
        entry(12, "custom", "javascript:x()", "Script"),
        entry(13, "post_type_archive", "9", "Products"),
    )
    assert known.menu == (
        Link("Home", "/"),
        Link("About us", "/page-2"),
        Link("First", "/post-1"),
        Link("Sea & Shore", "/category/sea-shore"),
        Link("Shop now here", "https://example.net/shop?a=1%3Bb=2"),
    )
    texts = {"menu": "; ".join(f"{link.label} = {link.address}" for link in known.menu)}
    assert Settings().changed(texts).menu == known.menu


MENUS = {
    "long": [entry(number, "post_type", "1", f"L{number}", menu="long") for number in range(9)],
    "short": [entry(number, "post_type", "1", f"S{number}", menu="short") for number in range(2)],
    "main-menu": [entry(1, "post_type", "1", "M", menu="main-menu")],
    "topics": [entry(1, "post_type", "1", "T", menu="topics")],
    "social": [entry(number, "custom", "https://example.net/", f"O{number}", menu="social") for number in range(8)],
}


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["long", "short", "topics", "social"], "S0"),
        (["long", "social"], "L0"),
        (["long", "short", "main-menu"], "M"),
        (["social"], None),
        ([], None),
    ],
)
def test_the_menu_is_the_one_that_is_named_so_or_the_largest_that_fits(read, names, first):
    menu = read(*SITE, *(each for name in names for each in MENUS[name]))[0].menu
    assert (menu[0].label if menu else None) == first


def test_a_menu_is_no_longer_than_settings_can_hold(read):
    assert len(read(*SITE, *(entry(number, "post_type", "1", "x") for number in range(40)))[0].menu) == 30
