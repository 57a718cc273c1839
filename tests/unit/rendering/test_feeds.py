"""Articles and comments as feeds, in each format: read back by a parser, they say what was put in."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from gettext import NullTranslations
from xml.etree.ElementTree import fromstring

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.article import Article, Author, Picture
from blog.comment import Gap
from blog.feeds import ATOM, JSON, RSS
from blog.feeds import FORMATS as NAMES
from blog.lists import HOME, ListInfo, ListKind, ListRef
from blog.settings import Settings
from rendering.addresses import Addresses
from rendering.feeds.entries import FeedMaker
from rendering.feeds.feed import Feed, Window
from rendering.feeds.formats import FORMATS
from tests.support.blog import ADDRESS, NOW, SITE, a_comment, an_article

MAKER = FeedMaker(SITE.settings, Addresses(ADDRESS, "/{year}/{slug}"), NullTranslations())
ARTICLE = an_article(
    "lamps",
    title="Lamps & <lanterns>",
    guid="urn:uuid:0b2f9d0e-54a8-4b2c-8a3f-6f2f3b8f9c11",
    summary="What is < and what is &.",
    body='<p>See <a href="/about">us</a>, <a href="#end">the end</a>.</p>',
    published_at=datetime(2026, 11, 20, 21, 30, tzinfo=timezone(timedelta(hours=1))),
    updated_at=datetime(2026, 11, 21, 8, 0, tzinfo=UTC),
    categories=("Streets",),
    tags=("night", "Streets"),
    picture=Picture(url="/lamp.webp", alt="A lamp"),
)
URL = f"{ADDRESS}/2026/lamps"
BLOG, WHOLE = ListInfo(ref=HOME), Window()
NIGHT = ListInfo(ref=ListRef(ListKind.TAG, "night"), name="Night & day", description="What is dark.", count=1)
# The characters that XML 1.0 cannot hold; carriage returns become newlines on the way.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def a_feed(name: str, info: ListInfo = BLOG, *articles: Article, window: Window = WHOLE) -> Feed:
    articles = articles or (ARTICLE,)
    return MAKER.articles(name, info, articles, {article.slug: article.body for article in articles}, window)


def parsed(feed: Feed, name: str) -> feedparser.FeedParserDict:
    content_type, write = FORMATS[name]
    found = feedparser.parse(write(feed).encode(), response_headers={"content-type": content_type})
    assert not found.bozo, found.bozo_exception
    return found


def as_json(feed: Feed) -> dict:
    return json.loads(FORMATS[JSON].write(feed))


class TestArticles:
    @pytest.mark.parametrize("name", [RSS, ATOM])
    def test_an_entry_of_rss_and_atom_is_complete(self, name):
        found = parsed(a_feed(name), name)
        (entry,) = found.entries
        assert found.version == {RSS: "rss20", ATOM: "atom10"}[name]
        assert (entry.id, entry.link) == (ARTICLE.guid, URL)
        assert entry.author == "The Keeper"
        assert entry.published_parsed[:5] == (2026, 11, 20, 20, 30)
        assert entry.updated_parsed[:5] == (2026, 11, 21, 8, 0)
        assert [tag.term for tag in entry.tags] == ["Streets", "night"]
        assert [(each.href, each.type) for each in entry.enclosures] == [(f"{ADDRESS}/lamp.webp", "image/webp")]
        assert (
            entry.content[0].value == f'<p>See <a href="{ADDRESS}/about">us</a>, <a href="{URL}#end">the end</a>.</p>'
        )

    def test_an_entry_of_a_json_feed_is_complete(self):
        feed = as_json(a_feed(JSON))
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["items"] == [
            {
                "id": ARTICLE.guid,
                "url": URL,
                "title": "Lamps & <lanterns>",
                "summary": "What is < and what is &.",
                "image": f"{ADDRESS}/lamp.webp",
                "attachments": [{"url": f"{ADDRESS}/lamp.webp", "mime_type": "image/webp"}],
                "date_published": "2026-11-20T20:30:00Z",
                "date_modified": "2026-11-21T08:00:00Z",
                "authors": [{"name": "The Keeper", "url": f"{ADDRESS}/author/keeper"}],
                "tags": ["Streets", "night"],
                "content_html": f'<p>See <a href="{ADDRESS}/about">us</a>, <a href="{URL}#end">the end</a>.</p>',
            }
        ]

    def test_titles_are_plain_text_and_a_description_of_rss_is_html(self):
        item = fromstring(FORMATS[RSS].write(a_feed(RSS))).find("channel/item")
        assert item.findtext("title") == "Lamps & <lanterns>"
        assert item.findtext("description") == "What is &lt; and what is &amp;."
        assert item.find("guid").attrib == {"isPermaLink": "false"}
        entry = fromstring(FORMATS[ATOM].write(a_feed(ATOM))).find("{*}entry")
        assert (entry.findtext("{*}title"), entry.findtext("{*}summary")) == (ARTICLE.title, ARTICLE.summary)

    def test_an_article_leads_to_the_feed_of_its_comments(self):
        assert parsed(a_feed(RSS), RSS).entries[0].wfw_commentrss == f"{ADDRESS}/comments/lamps/rss.xml"
        links = {link.rel: link.href for link in parsed(a_feed(ATOM), ATOM).entries[0].links}
        assert links["replies"] == f"{ADDRESS}/comments/lamps/atom.xml"

    @pytest.mark.parametrize("name", NAMES)
    def test_a_renamed_article_is_the_same_entry(self, name):
        before, after = a_feed(name), a_feed(name, BLOG, replace(ARTICLE, slug="lanterns"))
        assert before.entries[0].id == after.entries[0].id
        assert before.entries[0].url != after.entries[0].url

    def test_a_feed_changes_with_the_newest_change_of_an_entry(self):
        older = an_article("older", guid="urn:x:1", published_at=NOW - timedelta(days=90))
        assert a_feed(ATOM, BLOG, ARTICLE, older).updated_at == ARTICLE.updated_at
        assert parsed(a_feed(ATOM, BLOG, ARTICLE, older), ATOM).feed.updated == "2026-11-21T08:00:00Z"

    def test_an_article_that_was_changed_before_its_time_came_is_new_when_it_appears(self):
        scheduled = an_article(published_at=NOW, updated_at=NOW - timedelta(days=3))
        assert a_feed(RSS, BLOG, scheduled).entries[0].updated_at == NOW

    def test_an_article_whose_body_is_gone_is_left_out(self):
        assert MAKER.articles(RSS, BLOG, (ARTICLE,), {}, WHOLE).entries == ()

    @pytest.mark.parametrize(
        ("address", "media_type"),
        [
            ("https://example.org/A.PNG?size=2", "image/png"),
            ("/a.svg", "image/svg+xml"),
            ("https://example.org/photo-1", "image/jpeg"),
        ],
    )
    def test_a_picture_has_a_type_and_no_invented_length(self, address, media_type):
        article = replace(ARTICLE, picture=Picture(url=address))
        (enclosure,) = parsed(a_feed(RSS, BLOG, article), RSS).entries[0].enclosures
        assert (enclosure.type, enclosure.length) == (media_type, "0")


class TestFeeds:
    def test_home_is_called_as_the_blog_and_a_tag_as_itself(self):
        for name in (RSS, ATOM):
            assert parsed(a_feed(name), name).feed.title == "Test Blog"
            found = parsed(a_feed(name, NIGHT), name).feed
            assert (found.title, found.subtitle, found.link) == (
                "Night & day – Test Blog",
                "What is dark.",
                f"{ADDRESS}/tag/night",
            )
            assert found.language == "en"

    def test_the_feed_of_an_author_names_them(self):
        keeper = Author(slug="keeper", name="The Keeper", picture="/keeper.jpg")
        info = ListInfo(ref=ListRef(ListKind.AUTHOR, "keeper"), name="The Keeper", author=keeper)
        url = f"{ADDRESS}/author/keeper"
        assert as_json(a_feed(JSON, info))["authors"] == [
            {"name": "The Keeper", "url": url, "avatar": f"{ADDRESS}/keeper.jpg"}
        ]
        assert parsed(a_feed(ATOM, info), ATOM).feed.author_detail == {"name": "The Keeper", "href": url}

    @pytest.mark.parametrize("name", [RSS, ATOM])
    def test_a_part_of_a_feed_names_itself_and_its_neighbours(self, name):
        window = Window(before="2026-11-22~é", newer="n~1", older="o~1")
        feed = parsed(a_feed(name, NIGHT, window=window), name).feed
        first = f"{ADDRESS}/tag/night/{name}"
        links = {link.rel: link.href for link in feed.links}
        assert links == {
            "alternate": f"{ADDRESS}/tag/night",
            "self": f"{first}?before=2026-11-22~%C3%A9",
            "previous": f"{first}?after=n~1",
            "next": f"{first}?before=o~1",
        }

    def test_all_parts_of_an_atom_feed_are_one_feed(self):
        later = a_feed(ATOM, NIGHT, window=Window(after="a~1"))
        assert parsed(later, ATOM).feed.id == parsed(a_feed(ATOM, NIGHT), ATOM).feed.id

    def test_a_json_feed_says_where_it_goes_on(self):
        feed = as_json(a_feed(JSON, window=Window(older="o~1")))
        assert feed["feed_url"] == f"{ADDRESS}/feed.json"
        assert feed["next_url"] == f"{ADDRESS}/feed.json?before=o~1"
        assert "next_url" not in as_json(a_feed(JSON))

    @pytest.mark.parametrize("name", [RSS, ATOM])
    def test_the_feed_of_an_empty_blog_is_whole_and_empty(self, name):
        empty = MAKER.articles(name, BLOG, (), {}, WHOLE)
        assert parsed(empty, name).entries == []
        assert (empty.updated_at, as_json(empty)["items"]) == (None, [])

    @given(st.text(), st.text(st.characters(exclude_categories=())))
    def test_any_text_comes_back_as_it_was_but_for_what_xml_cannot_hold(self, title, text):
        article = replace(ARTICLE, title=title, summary=text, tags=(text,), author=Author(slug="a", name=text))
        feed = a_feed(ATOM, ListInfo(ref=HOME, name=text), article)
        entry = fromstring(FORMATS[ATOM].write(feed).encode()).find("{*}entry")
        assert (entry.findtext("{*}title") or "") == held(title)
        assert (entry.findtext("{*}summary") or "") == held(text)
        assert (entry.findtext("{*}author/{*}name") or "") == held(text)
        item = fromstring(FORMATS[RSS].write(feed).encode()).find("channel/item")
        assert (item.findtext("title") or "") == held(title)
        assert as_json(feed)["items"][0].get("title", "") == title


def held(text: str) -> str:
    """What is left of a text in XML, where line ends are newlines (XML 1.0, section 2.11)."""
    return FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


class TestComments:
    COMMENT = a_comment("lamps", 7, name="A & B", text="Yes <b>\n\nhttps://example.org/x", url="https://b.example.org")

    @pytest.mark.parametrize("name", [RSS, ATOM])
    def test_a_comment_says_who_wrote_what_about_which_article(self, name):
        (entry,) = parsed(MAKER.comments(name, [self.COMMENT], {"lamps": ARTICLE}), name).entries
        assert entry.title == "Comment on “Lamps & <lanterns>” by A & B"
        assert entry.author == "A & B"
        assert entry.link == f"{URL}?comment={self.COMMENT.path}#comment-{self.COMMENT.id}"
        assert entry.content[0].value.startswith("<p>Yes &lt;b&gt;</p><p><a href=")
        assert entry.published_parsed[:6] == self.COMMENT.written_at.timetuple()[:6]

    def test_a_comment_keeps_its_id_when_its_article_is_renamed(self):
        renamed = replace(ARTICLE, slug="lanterns")
        (before,) = MAKER.comments_on(ATOM, ARTICLE, [self.COMMENT]).entries
        (after,) = MAKER.comments_on(ATOM, renamed, [replace(self.COMMENT, slug="lanterns")]).entries
        assert before.id == after.id
        assert before.id.startswith("urn:uuid:")

    def test_comments_have_ids_of_their_own(self):
        replies = [a_comment("lamps", number, parent=self.COMMENT.path) for number in range(20, 40)]
        feed = MAKER.comments_on(ATOM, ARTICLE, [self.COMMENT, *replies])
        assert len({entry.id for entry in feed.entries}) == 21

    @pytest.mark.parametrize("name", NAMES)
    def test_no_email_address_is_in_any_feed(self, name):
        written = FORMATS[name].write(MAKER.comments_on(name, ARTICLE, [self.COMMENT]))
        assert "reader@example.org" not in written
        assert f"{ADDRESS}/comments/lamps/{name}" in written

    def test_what_a_reader_sent_as_html_elsewhere_stays_html(self):
        imported = replace(self.COMMENT, text='<p>See <a href="/about">this</a></p>', is_html=True)
        assert MAKER.comments_on(ATOM, ARTICLE, [imported]).entries[0].content == (
            f'<p>See <a href="{ADDRESS}/about">this</a></p>'
        )

    def test_marks_in_a_comment_become_html(self):
        (entry,) = MAKER.comments_on(ATOM, ARTICLE, [replace(self.COMMENT, text="*Yes*")]).entries
        assert entry.content == "<p><em>Yes</em></p>"

    def test_an_address_that_is_none_of_the_webs_is_nobodys(self):
        (entry,) = MAKER.comments_on(ATOM, ARTICLE, [replace(self.COMMENT, url="javascript:alert(1)")]).entries
        assert entry.author.url == ""

    def test_an_edited_comment_is_as_new_as_its_edit(self):
        (entry,) = MAKER.comments_on(ATOM, ARTICLE, [replace(self.COMMENT, edited_at=NOW)]).entries
        assert (entry.published_at, entry.updated_at) == (self.COMMENT.written_at, NOW)

    def test_who_gives_no_name_is_anonymous(self):
        (entry,) = MAKER.comments_on(ATOM, ARTICLE, [replace(self.COMMENT, name="")]).entries
        assert (entry.author.name, entry.title) == ("Anonymous", "Comment on “Lamps & <lanterns>” by Anonymous")

    def test_gaps_are_in_no_feed(self):
        gap = replace(self.COMMENT, text="", gap=Gap.AUTHOR)
        assert MAKER.comments_on(ATOM, ARTICLE, [gap]).entries == ()
        assert MAKER.comments(ATOM, [gap], {"lamps": ARTICLE}).entries == ()

    @pytest.mark.parametrize("name", [RSS, ATOM])
    def test_a_conversation_that_has_not_begun_is_as_old_as_its_article(self, name):
        found = parsed(MAKER.comments_on(name, ARTICLE, []), name)
        assert (found.entries, found.feed.updated_parsed[:3]) == ([], (2026, 11, 20))

    def test_a_comment_on_an_article_that_nobody_may_list_is_left_out(self):
        assert MAKER.comments(RSS, [self.COMMENT], {}).entries == ()


class Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"


def test_the_words_of_feeds_can_be_translated():
    maker = FeedMaker(Settings(title="T"), Addresses(ADDRESS, "/{slug}"), Bracketed())
    comment = a_comment("lamps", name="A")
    feeds = [maker.comments(RSS, [comment], {"lamps": ARTICLE}), maker.comments_on(RSS, ARTICLE, [])]
    titles = [feeds[0].title, feeds[0].entries[0].title, feeds[1].title]
    assert [re.sub("⟦.*⟧", "", title) for title in titles] == [" – T", "", " – T"]
