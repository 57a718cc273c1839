"""What is in the sample exports, and what is no export at all."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from blog.article import ArticleKind, ArticleState, Author, Picture
from exchange.errors import NotAnExport
from exchange.wordpress import Attachment, Skipped, dates, read_articles, survey
from tests.unit.exchange.samples import WXR, imported

HEAD = '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>'


@pytest.fixture(scope="module")
def new_blog():
    return imported(WXR / "wxr-1.2.xml")


def test_the_survey_knows_what_items_refer_to(new_blog):
    known, _, _ = new_blog
    assert (known.version, known.site_url, known.site_title) == ("1.2", "https://example.org", "A New Blog")
    assert known.attachments == {
        "20": Attachment(
            id="20",
            url="https://example.org/uploads/harbour.jpg",
            title="A harbour",
            alt="Four boats",
            caption="Boats at noon.",
            parent="21",
            link="https://example.org/a-full-post/harbour/",
        )
    }
    assert known.counts == {"attachment": 1, "post": 10, "page": 1, "nav_menu_item": 1, "product": 1, "comment": 0}


def test_an_author_who_logs_in_by_mail_is_not_named_by_it(new_blog):
    known, _, _ = new_blog
    assert known.authors == {
        "first.author@example.org": Author(slug="first-author", name="First Author"),
        "editor": Author(slug="editor", name="editor"),
    }


def test_slugs_are_unique_in_file_order(new_blog):
    known, _, _ = new_blog
    assert known.slugs == {
        "21": "a-full-post",
        "22": "a-full-post-2",
        "23": "επίπεδο",
        "24": "post-24",
        "25": "soon",
        "26": "mine",
        "27": "locked",
        "28": "for-review",
    }


def test_a_post_comes_with_all_that_it_had(new_blog):
    article = new_blog[1]["a-full-post"].article
    summer = timezone(timedelta(hours=2))
    assert article.title == "A full post"
    assert article.author == Author(slug="first-author", name="First Author")
    assert article.published_at == datetime(2020, 6, 1, 12, tzinfo=summer)
    assert article.published_at.utcoffset() == timedelta(hours=2)
    assert article.updated_at == datetime(2020, 6, 3, 9, 30, tzinfo=summer)
    assert (article.kind, article.state, article.origin) == (
        ArticleKind.POST,
        ArticleState.PUBLISHED,
        "https://example.org/?p=21",
    )
    assert (article.categories, article.tags) == (("Sea & Shore",), ("Boats",))
    assert article.picture == Picture(
        url="https://example.org/uploads/harbour.jpg", alt="Four boats", caption="Boats at noon."
    )
    assert (article.sticky, article.comments_open) == (True, False)
    assert article.summary == "Before the fold, a picture."
    assert article.body == (
        '<p>Before the fold, <a href="https://example.org/uploads/harbour.jpg">a picture</a>.</p>\n'
        '<p>After it. [countdown to="noon"]</p>'
    )


def test_what_could_not_be_kept_is_noted(new_blog):
    assert new_blog[1]["a-full-post"].notes == (
        "block 'latest-posts' is filled in by WordPress itself, and was left out",
        "unknown shortcode [countdown] kept as text",
    )


def test_old_addresses_are_kept(new_blog):
    articles = new_blog[1]
    assert articles["a-full-post"].addresses == ("/2020/06/a-full-post/", "/?p=21", "/2020/06/an-older-name/")
    assert articles["a-full-post-2"].addresses == ("/about/a-full-post/", "/?p=22")
    assert articles["επίπεδο"].addresses == ("/επίπεδο/", "/?p=23")


def test_a_page_is_a_page_and_its_excerpt_is_plain_text(new_blog):
    page = new_blog[1]["a-full-post-2"].article
    assert (page.kind, page.summary) == (ArticleKind.PAGE, "What this page is about.")
    assert page.body == "<p>A page with a control character.</p>"


@pytest.mark.parametrize(
    ("slug", "note"),
    [
        ("post-24", "was a draft"),
        ("mine", "was private: kept as a draft"),
        ("locked", "was protected by a password: kept as a draft"),
        ("for-review", "was waiting for review: kept as a draft"),
    ],
)
def test_what_was_not_public_stays_a_draft_and_says_why(new_blog, slug, note):
    found = new_blog[1][slug]
    assert found.article.state is ArticleState.DRAFT
    assert found.notes[0] == note


def test_an_article_without_title_or_date_gets_both_and_says_so(new_blog):
    found = new_blog[1]["post-24"]
    assert (found.article.title, found.article.published_at) == ("Unfinished words.", datetime(1970, 1, 1, tzinfo=UTC))
    assert found.notes[1:] == ("has no date", "has no title: 'Unfinished words.' stands in for it")


def test_a_date_without_its_moment_in_utc_is_taken_for_utc(new_blog):
    assert new_blog[1]["επίπεδο"].article.published_at == datetime(2020, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "gmt", "moment"),
    [
        ("2020-06-01 12:00:00", "2020-06-01 17:30:00", "2020-06-01T12:00:00-05:30"),
        ("2020-06-01 12:00:00", "2019-01-01 00:00:00", "2019-01-01T00:00:00+00:00"),
        ("0000-00-00 00:00:00", "2020-06-01 10:00:00", "2020-06-01T10:00:00+00:00"),
        ("2020-06-01 12:00:00", "", "2020-06-01T12:00:00+00:00"),
        ("9999-12-31 23:59:59", "0001-01-01 00:00:00", None),
        ("", "soon", None),
    ],
)
def test_the_two_dates_tell_the_offset(local, gmt, moment):
    found = dates.moment(local, gmt)
    assert (found and found.isoformat()) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 01 Jun 2020 10:00:00 +0000", "2020-06-01T10:00:00+00:00"),
        ("Mon, 01 Jun 2020 10:00:00 -0000", "2020-06-01T10:00:00+00:00"),
        ("Wed, 30 Nov -0001 00:00:00 +0000", None),
        ("30 2020 Nov", None),
        ("Fri, 31 Dec 9999 10:00:00 +0000", None),
        ("Mon, 01 Jun 0002 10:00:00 +0000", "2002-06-01T10:00:00+00:00"),
        ("", None),
    ],
)
def test_the_date_of_the_feed_stands_in(text, moment):
    found = dates.published(text)
    assert (found and found.isoformat()) == moment


def test_what_is_no_article_is_skipped_with_a_reason(new_blog):
    assert new_blog[2] == [
        Skipped("post", "Thrown away", "its status is 'trash'"),
        Skipped("post", "Auto Draft", "its status is 'auto-draft'"),
        Skipped("nav_menu_item", "Home", "'nav_menu_item' is neither a post nor a page"),
        Skipped("product", "A product", "'product' is neither a post nor a page"),
        Skipped("post", "For review, again", "the file has the post 28 twice"),
    ]


def test_an_export_of_1_0_names_its_authors_and_terms_in_other_places():
    known, articles, _ = imported(WXR / "wxr-1.0.xml")
    assert (known.version, known.site_url) == ("1.0", "http://example.org/blog")
    found = articles["the-first"]
    assert found.article.title == "The first & only"
    assert found.article.author == Author(slug="first-author", name="First Author")
    assert (found.article.categories, found.article.tags) == (("Kept & Things",), ("Paper",))
    assert found.article.body == "<p>One paragraph<br>\nwith a second line.</p>\n<p>Another one.</p>"
    assert found.addresses == ("/blog/2009/05/the-first/", "/?p=3")


def test_importing_twice_gives_the_same():
    for name in ("wxr-1.0.xml", "wxr-1.1.xml", "wxr-1.2.xml"):
        assert imported(WXR / name) == imported(WXR / name)


def test_progress_adds_up_to_the_size_of_the_file():
    path = WXR / "wxr-1.2.xml"
    first: list[int] = []
    second: list[int] = []
    known = survey(path, first.append)
    assert list(read_articles(path, known, second.append))
    assert sum(first) == sum(second) == path.stat().st_size


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("just words", "is not XML: syntax error in line 1, column 1"),
        ("<html><body/></html>", "not a WordPress export: its root is <html>, not <rss>"),
        ("<rss><channel/></rss>", "is RSS, but not a WordPress export: it does not name its WXR version"),
        (HEAD.replace(">1.2<", ">2.0<") + "</channel></rss>", "is WXR 2.0; versions 1.0 to 1.2 can be read"),
        (HEAD + "\n<item><title>Cut", "ends in line 2 in the middle of the export: it was not saved whole"),
        (HEAD + "\n<item></title></item>", "is not XML: mismatched tag in line 2, column 9"),
        (
            '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>',
            "declares a document type or entities, which no export does",
        ),
        (
            '<!DOCTYPE r SYSTEM "file:///secret"><rss/>',
            "declares a document type or entities, which no export does",
        ),
    ],
)
def test_what_is_no_export_is_refused_in_one_line(tmp_path, content, reason):
    path = tmp_path / "export.xml"
    path.write_text(content)
    with pytest.raises(NotAnExport) as found:
        survey(path)
    assert str(found.value) == f"{path}: {reason}"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(NotAnExport, match="cannot be read: No such file or directory"):
        survey(tmp_path / "nowhere.xml")


@pytest.mark.parametrize("cut", [200, 3000, 9000, -8])
def test_a_truncated_export_is_refused_wherever_it_ends(tmp_path, cut):
    path = tmp_path / "export.xml"
    path.write_bytes((WXR / "wxr-1.2.xml").read_bytes()[:cut])
    with pytest.raises(NotAnExport, match="not saved whole"):
        survey(path)


def test_characters_that_xml_forbids_and_broken_bytes_do_not_stop_a_file(tmp_path):
    path = tmp_path / "export.xml"
    title = b"<title>A\x00\x1f&#x1;&#31;&#xFFFE; t\xefi&#9;tle</title>"
    path.write_bytes(HEAD.encode() + title + b"</channel></rss>")
    assert survey(path).site_title == "A t�i tle"


def test_a_forbidden_reference_is_found_wherever_the_reading_pauses(tmp_path):
    path = tmp_path / "export.xml"
    for padding in range(16_380 - len(HEAD), 16_395 - len(HEAD)):
        path.write_text(HEAD + "x" * padding + "&#x0000B;<title>T</title></channel></rss>")
        assert survey(path).site_title == "T"


def test_a_file_of_an_unknown_encoding_is_read_as_utf_8(tmp_path):
    path = tmp_path / "export.xml"
    head = HEAD.replace('version="1.0"', 'version="1.0" encoding="hex"')
    path.write_text(head + "<title>Café</title></channel></rss>")
    assert survey(path).site_title == "Café"


def test_a_link_that_is_none_gives_no_address(tmp_path):
    path = tmp_path / "export.xml"
    item = "<wp:post_id>5</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
    path.write_text(f"{HEAD}<item><link>https://[x</link>{item}</item></channel></rss>")
    assert imported(path)[1]["post-5"].addresses == ("/?p=5",)


def test_a_file_in_another_encoding_is_read_as_it_declares(tmp_path):
    path = tmp_path / "export.xml"
    head = HEAD.replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"')
    path.write_bytes((head + "<title>Café</title></channel></rss>").encode("latin-1"))
    assert survey(path).site_title == "Café"
