"""What a reader sees, from the event to the parsed page."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.article import ArticleKind, ArticleState, Author, Picture
from blog.comment import CommentKind, CommentState, Reason
from blog.errors import TooBusy
from storage.blog_table import ARTICLES_PER_PAGE, COMMENTS_PER_PAGE
from tests.support.blog import NOW, a_comment, event


class TestAnArticlePage:
    def test_shows_the_article_and_who_wrote_it(self, blog):
        blog.publish(
            title="Light & shade",
            body="<p>Body <em>text</em></p>",
            tags=("night",),
            categories=("Streets",),
            updated_at=NOW - timedelta(days=1),
            author=Author(
                slug="k",
                name="The Keeper",
                bio="Lights <lamps>.",
                picture="/assets/icon.svg",
                url="https://example.org/k",
            ),
            picture=Picture(url="https://example.org/lamp.jpg", alt="A lamp", caption="Lit"),
        )
        answer = blog.get("/hello")
        assert (answer.status, answer.one("h1")) == (200, "Light & shade")
        assert answer.one("title") == "Light & shade · Test Blog"
        assert answer.one(".body em") == "text"
        assert answer.texts("header.article time") == ["12 November 2026", "21 November 2026"]
        assert answer.attribute("time.dt-published", "datetime") == "2026-11-12T12:00:00Z"
        assert answer.texts(".p-category") == ["Streets", "night"]
        assert answer.one(".about h2") == "About The Keeper"
        assert answer.one(".about p") == "Lights <lamps>."
        assert answer.attribute(".about img", "src") == "/assets/icon.svg"
        assert answer.attribute("img.u-featured", "alt") == "A lamp"
        assert answer.attribute(".h-entry > article .p-author a", "href") == "https://example.org/k"
        assert answer.attribute("link[rel=canonical]", "href") == "/hello"

    def test_leads_to_the_one_before_and_the_one_after(self, blog):
        for day, slug in enumerate(["newest", "hello", "oldest"]):
            blog.publish(slug, published_at=NOW - timedelta(days=day))
        blog.store.articles.link_neighbours()
        answer = blog.get("/hello")
        assert answer.attribute("a[rel=prev]", "href") == "/oldest"
        assert answer.attribute("a[rel=next]", "href") == "/newest"

    def test_has_no_heading_for_no_comments(self, blog):
        blog.publish()
        assert blog.get("/hello").texts(".comments h2") == []

    @pytest.mark.parametrize(("comments", "heading"), [(1, "One thought on “Hello”"), (3, "3 thoughts on “Hello”")])
    def test_counts_its_comments_in_words(self, blog, comments, heading):
        blog.publish()
        blog.store.desk.bring_in("hello", [a_comment(number=number) for number in range(comments)])
        assert blog.get("/hello").one(".comments h2") == heading

    def test_shows_each_comment_with_number_name_time_and_a_way_to_answer(self, blog):
        blog.publish()
        first = a_comment(number=1, name="Jo Doe", url="https://example.org/jo", text="One\n\nhttps://example.net/")
        reply = a_comment(number=2, parent=first.path, name="<b>", text="<script>alert(1)</script>")
        ping = a_comment(
            number=3, kind=CommentKind.PINGBACK, name="Elsewhere", is_html=True, text="<p>We <em>agree</em></p>"
        )
        blog.store.desk.bring_in("hello", [first, reply, ping])
        answer = blog.get("/hello")
        assert answer.texts(".number") == ["1", "2", "3"]
        assert answer.texts(".comment .avatar") == ["JD", "?", "E"]
        assert answer.texts(".comment .p-name") == ["Jo Doe", "<b>", "Elsewhere"]
        link = answer.page.css_first(".comment .p-name.u-url").attributes
        assert (link["href"], link["rel"]) == ("https://example.org/jo", "ugc nofollow")
        assert [node.attributes["id"] for node in answer.page.css(".comment")] == [
            f"comment-{each.id}" for each in (first, reply, ping)
        ]
        assert next(node.attributes["href"] for node in answer.page.css(".permalink")) == f"#comment-{first.id}"
        assert answer.texts(".permalink time")[0] == "17 November 2026, 12:00"
        assert answer.texts(".comment .e-content") == [
            "One" + "https://example.net/",
            "<script>alert(1)</script>",
            "We agree",
        ]
        assert answer.texts(".answers") == ["In reply to Jo Doe"]
        assert answer.attribute(f"#comment-{first.id} .reply a", "href") == f"/hello?replytocom={first.path}#respond"
        assert answer.page.css(f"#comment-{ping.id} .reply") == []
        assert answer.page.css("script") == []

    def test_marks_a_reply_whose_comment_was_taken_away(self, blog):
        blog.publish()
        first = a_comment(number=1)
        blog.store.desk.bring_in("hello", [first, a_comment(number=2, parent=first.path)])
        blog.store.desk.move(first, CommentState.TRASH, Reason("owner", "delete"))
        assert blog.get("/hello").texts(".answers") == ["In reply to a comment that is no longer here"]

    def test_has_a_form_that_browsers_know(self, blog):
        blog.publish()
        answer = blog.get("/hello")
        assert answer.attribute("form", "action") == "/comments/hello#respond"
        fields = {node.attributes["name"]: node.attributes for node in answer.page.css("form [name]")}
        assert {"author", "email", "url", "comment", "remember", "opened", "comment_parent"} < set(fields)
        assert [fields[name]["autocomplete"] for name in ("author", "email", "url")] == ["name", "email", "url"]
        labelled = {node.attributes["for"] for node in answer.page.css("label[for]")}
        assert {"author", "email", "url", "comment"} < labelled
        assert "never published" in answer.one("label[for=email]")
        assert fields["opened"]["value"] == NOW.isoformat()

    def test_says_when_comments_are_closed(self, blog):
        blog.publish(comments_open=False)
        answer = blog.get("/hello")
        assert answer.one("#respond h2") == "Comments are closed"
        assert answer.page.css("form") == []

    def test_a_reply_link_makes_the_form_answer_that_comment(self, blog):
        blog.publish()
        comment = a_comment(name="Jo Doe")
        blog.store.desk.bring_in("hello", [comment])
        answer = blog.get(f"/hello?replytocom={comment.path}")
        assert answer.one("#respond h2") == "Leave a Reply to Jo Doe"
        assert answer.attribute("input[name=comment_parent]", "value") == comment.path

    def test_is_one_request(self, blog):
        blog.publish()
        blog.store.desk.bring_in("hello", [a_comment(number=number) for number in range(60)])
        blog.store.meter.reset()
        assert blog.get("/hello").status == 200
        assert blog.store.meter.operations == ["Query"]


class TestLongThreads:
    @pytest.fixture
    def sent(self, blog):
        blog.publish()
        sent = [a_comment(number=number) for number in range(2 * COMMENTS_PER_PAGE + 1)]
        blog.store.desk.bring_in("hello", sent)
        return sent

    def test_continue_by_cursor_to_their_end(self, blog, sent):
        seen, address, requests = [], "/hello", []
        while address:
            blog.store.meter.reset()
            answer = blog.get(address)
            requests.append(len(blog.store.meter.operations))
            seen += answer.texts(".number")
            links = answer.page.css(".comments a[rel=next]")
            address = links[0].attributes["href"] if links else ""
        assert seen == [str(number + 1) for number in range(len(sent))]
        assert requests == [1, 2, 2]

    def test_a_permalink_lands_on_the_page_that_shows_it(self, blog, sent):
        late = sent[COMMENTS_PER_PAGE + 20]
        answer = blog.get(f"/hello?comment={late.path}#comment-{late.id}")
        assert len(answer.page.css(f"#comment-{late.id}")) == 1
        early = blog.get(f"/hello?comment={sent[3].path}")
        assert len(early.page.css(f"#comment-{sent[3].id}")) == 1

    def test_a_reply_to_a_late_comment_is_offered_where_it_stands(self, blog, sent):
        late = sent[COMMENTS_PER_PAGE + 20]
        answer = blog.get(f"/hello?replytocom={late.path}")
        assert answer.one("#respond h2") == "Leave a Reply to A Reader"
        again = blog.post(comment_parent=late.path, comment="")
        assert (again.status, again.one("#respond h2")) == (422, "Leave a Reply to A Reader")


class TestLists:
    def test_home_shows_the_newest_first_with_summary_and_count(self, blog):
        for day in range(3):
            blog.publish(f"day-{day}", published_at=NOW - timedelta(days=day))
        blog.store.desk.bring_in("day-1", [a_comment("day-1", number=number) for number in range(2)])
        blog.store.meter.reset()
        answer = blog.get("/")
        assert blog.store.meter.operations == ["Query"]
        assert [node.attributes["href"] for node in answer.page.css("a.u-url")] == ["/day-0", "/day-1", "/day-2"]
        assert answer.texts(".p-summary") == ["What it says."] * 3
        assert answer.texts(".entry .meta a") == ["2 comments"]
        assert len(answer.page.css(".h-feed .h-entry")) == 3

    def test_home_continues_by_cursor(self, blog):
        for day in range(ARTICLES_PER_PAGE + 2):
            blog.publish(f"day-{day}", published_at=NOW - timedelta(days=day))
        older = blog.get("/").attribute("a[rel=next]", "href")
        answer = blog.get(older)
        assert [node.attributes["href"] for node in answer.page.css("a.u-url")] == ["/day-10", "/day-11"]
        assert answer.page.css("a[rel=next]") == []

    def test_an_empty_blog_says_so(self, blog):
        assert "Nothing has been published here yet." in blog.get("/").text

    def test_static_pages_have_a_list(self, blog):
        blog.publish("about", kind=ArticleKind.PAGE)
        assert blog.get("/pages").texts("a.u-url") == ["About"]
        assert blog.get("/about").status == 200


class TestAddresses:
    @pytest.mark.parametrize("path", ["/hello/", "/2011/03/15/hello/", "/blog/hello", "//hello"])
    def test_other_permalinks_of_an_article_are_redirected_in_one_hop(self, blog, path):
        blog.publish()
        answer = blog.get(path)
        assert (answer.status, answer.headers["Location"]) == (301, "/hello")
        assert blog.follow(answer).status == 200

    def test_a_remembered_address_wins_over_a_slug_that_looks_alike(self, blog):
        blog.publish("faq")
        blog.publish("faq-2", origin="test")
        blog.store.articles.remember_addresses({"/b/faq/": "faq-2"})
        assert blog.get("/b/faq/").headers["Location"] == "/faq-2"
        assert blog.get("/a/faq/").headers["Location"] == "/faq"

    def test_wordpress_numbers_are_redirected(self, blog):
        blog.publish()
        blog.store.articles.remember_addresses({"/?p=42": "hello"})
        assert blog.get("/?p=42").headers["Location"] == "/hello"
        assert blog.get("/?page_id=42").headers["Location"] == "/hello"
        assert blog.get("/?p=43").status == 404

    def test_slugs_of_every_script_have_addresses(self, blog):
        blog.publish("こんにちは")
        assert blog.get("/こんにちは").status == 200
        assert blog.get("/%E3%81%93%E3%82%93%E3%81%AB%E3%81%A1%E3%81%AF").status == 200
        location = blog.get("/2011/こんにちは/").headers["Location"]
        assert location == "/%E3%81%93%E3%82%93%E3%81%AB%E3%81%A1%E3%81%AF"
        assert blog.get(location).status == 200

    def test_a_deleted_article_is_gone(self, blog):
        blog.publish()
        blog.store.articles.delete("hello")
        assert blog.get("/hello").status == 410

    def test_a_draft_is_not_found(self, blog):
        blog.publish(state=ArticleState.DRAFT)
        assert blog.get("/hello").status == 404


class TestAnswers:
    def test_pages_carry_their_headers(self, blog):
        blog.publish()
        for address in ("/", "/hello", "/pages", "/nothing", "/assets/lamppost.css"):
            headers = blog.get(address).headers
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert headers["Cache-Control"]
            assert headers["ETag"]

    def test_what_a_reader_has_is_not_sent_again(self, blog):
        blog.publish()
        etag = blog.get("/hello").headers["ETag"]
        blog.now += timedelta(hours=1)
        unchanged = blog.get("/hello", if_none_match=etag)
        assert (unchanged.status, unchanged.content) == (304, b"")
        blog.store.desk.bring_in("hello", [a_comment()])
        changed = blog.get("/hello", if_none_match=etag)
        assert changed.status == 200
        assert changed.headers["ETag"] != etag

    def test_pages_are_compressed_for_those_who_accept_it(self, blog):
        blog.publish()
        packed, plain = blog.get("/hello", accept_encoding="gzip"), blog.get("/hello")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert packed.content == plain.content
        assert packed.headers["ETag"] == plain.headers["ETag"]

    def test_a_head_has_the_headers_and_no_body(self, blog):
        blog.publish()
        head, get = blog.get("/hello", method="HEAD"), blog.get("/hello")
        assert (head.status, head.content, head.headers) == (200, b"", get.headers)

    def test_assets_carry_their_hash_and_are_kept_for_ever(self, blog):
        address = blog.get("/").attribute("link[rel=stylesheet]", "href")
        answer = blog.get(address)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert blog.get(address, if_none_match=answer.headers["ETag"]).status == 304
        plain = blog.get("/assets/lamppost.css")
        assert (plain.content, plain.headers["Cache-Control"]) == (answer.content, "public, max-age=0, must-revalidate")

    @pytest.mark.parametrize(
        "name", ["nothing.css", "../_layout.html", "..%2f_layout.html", "lamppost.0000000000.css", ""]
    )
    def test_nothing_but_assets_is_served_as_one(self, blog, name):
        assert blog.get(f"/assets/{name}").status == 404

    def test_the_icon_answers_where_browsers_look_for_it(self, blog):
        assert blog.get("/favicon.ico").headers["Content-Type"] == "image/svg+xml"


class TestProblems:
    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
    def test_a_wrong_method_is_told_which_are_right(self, blog, method):
        answer = blog.get("/hello", method=method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
        assert answer.one("h1") == "This address can only be read"

    @pytest.mark.parametrize(
        "address",
        [
            "/?before=x",
            "/?before=2026-11-22T12%3A00%3A00.000000~a%0A",
            "/pages?before=~",
            "/hello?after=x",
            "/hello?after=COMMENT%23~.3",
            "/hello?comment=../x",
            "/hello?replytocom=%00",
        ],
    )
    def test_a_forged_cursor_is_a_bad_request(self, blog, address):
        blog.publish()
        answer = blog.get(address)
        assert (answer.status, answer.one("h1")) == (400, "This address is damaged")

    def test_a_busy_table_is_said_so(self, blog, monkeypatch):
        monkeypatch.setattr(blog.store.table.__class__, "posts", refuse(TooBusy()))
        busy = type(blog)(blog.store)
        answer = busy.get("/")
        assert (answer.status, answer.headers["Retry-After"]) == (429, "5")

    def test_what_nobody_foresaw_is_reported_and_not_shown(self, blog, monkeypatch):
        monkeypatch.setattr(blog.store.table.__class__, "posts", refuse(KeyError("a secret")))
        answer = blog.get("/")
        assert (answer.status, blog.reported) == (500, ["unforeseen: KeyError"])
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert answer.one("h1") == "Something broke on our side"

    def test_every_problem_is_a_page_of_the_blog(self, blog):
        answer = blog.get("/nothing/here")
        assert (answer.status, answer.one(".site-title")) == (404, "Test Blog")
        assert answer.attribute("meta[name=robots]", "content") == "noindex"

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
    @given(
        path=st.text(max_size=80).map(lambda text: f"/{text}"),
        query=st.text(max_size=80)
        | st.sampled_from(["after", "before", "comment", "p", "awaiting", "replytocom"]).flatmap(
            lambda name: st.text(max_size=30).map(lambda value: f"{name}={value}")
        ),
        method=st.sampled_from(["GET", "HEAD", "POST"]),
    )
    def test_no_address_breaks_the_blog(self, blog, path, query, method):
        assert blog.get(path, method=method).status < 500
        assert blog.serve(event("GET", "/hello", query, {}, [])).status < 500


def refuse(error):
    def refusing(*_, **__):
        raise error

    return refusing
