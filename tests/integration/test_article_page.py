"""An article's page and its thread, from the event to the parsed page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from blog.article import ArticleKind, Author, Picture
from blog.comment import Comment, CommentKind, CommentState
from blog.discussion import Order
from storage.blog_table import COMMENTS_PER_PAGE
from tests.support.blog import ADDRESS, NOW, SITE, Blog, a_comment


def remove(blog: Blog, comment: Comment) -> None:
    blog.store.mover.change(comment, replace(comment, state=CommentState.TRASH))


def pin(blog: Blog, comment: Comment) -> None:
    blog.store.mover.change(comment, replace(comment, pinned=True))


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
        assert answer.texts(".about p") == ["Lights <lamps>.", "All articles by The Keeper"]
        assert answer.attribute(".about img", "src") == "/assets/icon.svg"
        assert answer.attribute("img.u-featured", "alt") == "A lamp"
        assert answer.attribute(".h-entry > article .p-author a", "href") == "/author/k"
        assert answer.attribute("link[rel=canonical]", "href") == f"{ADDRESS}/hello"

    def test_leads_to_the_one_before_and_the_one_after(self, blog):
        for day, slug in enumerate(["newest", "hello", "oldest"]):
            blog.publish(slug, published_at=NOW - timedelta(days=day))
        blog.store.articles.link_articles()
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
        permalinks = [node.attributes["href"] for node in answer.page.css(".permalink")]
        assert permalinks == [f"/hello?comment={each.path}#comment-{each.id}" for each in (first, reply, ping)]
        assert answer.texts(".permalink time")[0] == "17 November 2026, 12:00"
        assert answer.texts(".comment .e-content") == [
            "One" + "https://example.net/",
            "<script>alert(1)</script>",
            "We agree",
        ]
        assert answer.texts(".comment .answers") == ["In reply to Jo Doe"]
        acts = [node.attributes["href"] for node in answer.page.css(f"#comment-{first.id} .reply a")]
        assert acts == [f"/hello?{act}={first.path}#respond" for act in ("replytocom", "report")]
        assert answer.page.css(f"#comment-{ping.id} .reply") == []
        assert answer.page.css("main script:not([src])") == []

    def test_marks_the_gap_that_a_comment_with_answers_leaves(self, blog):
        blog.publish()
        first, other = a_comment(number=1), a_comment(number=3)
        blog.store.desk.bring_in("hello", [first, a_comment(number=2, parent=first.path), other])
        remove(blog, first)
        remove(blog, other)
        answer = blog.get("/hello")
        assert answer.texts(".comment:not(.h-cite)") == ["Removed by a moderator 1"]
        assert answer.texts(".comment .answers") == ["In reply to an earlier comment"]
        assert answer.attribute(".comment .answers a", "href") == f"#comment-{first.id}"
        assert answer.one(".comments h2") == "One thought on “Hello”"
        assert first.text not in answer.text

    def test_shows_what_is_pinned_above_the_others(self, blog):
        blog.publish()
        first, second = a_comment(number=1), a_comment(number=2, name="Jo Doe")
        blog.store.desk.bring_in("hello", [first, second])
        pin(blog, second)
        answer = blog.get("/hello")
        assert answer.texts("#comments > .apart .p-name") == ["Jo Doe"]
        assert answer.texts("#comments .kind") == ["Pinned", "Pinned"]
        assert answer.texts(".thread .p-name") == ["A Reader", "Jo Doe"]

    def test_does_not_show_twice_in_a_row_what_is_pinned_and_first_anyway(self, blog):
        blog.publish()
        first = a_comment(number=1)
        blog.store.desk.bring_in("hello", [first])
        pin(blog, first)
        assert blog.get("/hello").texts("#comments .comment .kind") == ["Pinned"]

    def test_has_a_form_that_browsers_know(self, blog):
        blog.publish()
        answer = blog.get("/hello")
        assert answer.attribute(".respond form", "action") == "/comments/hello#respond"
        fields = {node.attributes["name"]: node.attributes for node in answer.page.css(".respond form [name]")}
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
        assert answer.page.css(".respond form") == []

    def test_closes_its_comments_when_the_owner_says_and_tells_before(self, store):
        blog = Blog(store, replace(SITE.settings, close_comments_after=14))
        blog.publish()  # ten days ago
        assert "Comments close on 26 November 2026." in blog.get("/hello").one(".respond p.note")
        blog.now += timedelta(days=4)
        assert blog.get("/hello").one("#respond h2") == "Comments are closed"
        blog.publish("about", kind=ArticleKind.PAGE)
        assert blog.get("/about").one("#respond h2") == "Leave a Reply"

    def test_says_nothing_of_comments_on_a_static_page_that_takes_none(self, blog):
        blog.publish("about", kind=ArticleKind.PAGE, comments_open=False)
        assert blog.get("/about").page.css("#respond") == []
        assert blog.post("about", comment="But why?").one("blockquote.kept") == "But why?"

    def test_a_tag_that_is_a_category_too_stands_there_once(self, blog):
        blog.publish(tags=("night", "lamps"), categories=("night",))
        assert blog.get("/hello").texts(".p-category") == ["night", "lamps"]

    def test_a_reply_link_makes_the_form_answer_that_comment(self, blog):
        blog.publish()
        comment = a_comment(name="Jo Doe")
        blog.store.desk.bring_in("hello", [comment])
        answer = blog.get(f"/hello?replytocom={comment.path}")
        assert answer.one("#respond h2") == "Leave a Reply to Jo Doe"
        assert answer.attribute("input[name=comment_parent]", "value") == comment.path

    def test_shows_a_comment_as_it_stands_now_though_it_was_shown_before(self, blog):
        blog.publish()
        first = a_comment(number=1, name="Jo Doe")
        blog.store.desk.bring_in("hello", [first, a_comment(number=2, parent=first.path)])
        before = blog.get("/hello")
        blog.publish(comments_open=False)
        remove(blog, first)
        after = blog.get("/hello")
        asked = "a[href*=replytocom]"
        assert (len(before.page.css(asked)), len(after.page.css(asked))) == (2, 0)
        assert before.texts(".comment .answers") == ["In reply to Jo Doe"]
        assert after.texts(".comment .answers") == ["In reply to an earlier comment"]

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

    @pytest.mark.parametrize("order", Order)
    def test_a_permalink_lands_on_the_page_that_shows_it(self, blog, sent, order):
        reader = Blog(blog.store, replace(SITE.settings, comment_order=order))
        for comment in (sent[3], sent[COMMENTS_PER_PAGE + 20], sent[-1]):
            answer = reader.get(f"/hello?comment={comment.path}#comment-{comment.id}")
            assert len(answer.page.css(f"#comment-{comment.id}")) == 1

    def test_a_page_says_whom_its_comments_answer_on_another(self, blog):
        blog.publish()
        first = a_comment(number=1, name="Jo Doe")
        answers = [a_comment(number=number, parent=first.path) for number in range(2, 2 * COMMENTS_PER_PAGE)]
        blog.store.desk.bring_in("hello", [first, *answers])
        more = blog.get("/hello").attribute(".comments a[rel=next]", "href")
        for address in (more.partition("#")[0], f"/hello?comment={answers[-1].path}"):
            page = blog.get(address)
            assert set(page.texts(".comment .answers")) == {"In reply to Jo Doe"}
            link = page.page.css_first(".comment .answers a").attributes["href"]
            assert link == f"/hello?comment={first.path}#comment-{first.id}"

    def test_whoever_has_just_sent_a_comment_sees_it(self, blog, sent):
        """What an eventually consistent read does not find is looked for in a consistent one."""
        blog.publish("short")
        consistent = []
        blog.store.client.meta.events.register(
            "provide-client-params.dynamodb.Query", lambda params, **_: consistent.append(params.get("ConsistentRead"))
        )
        blog.get(f"/hello?comment={sent[3].path}")
        blog.get(f"/hello?comment={sent[COMMENTS_PER_PAGE + 20].path}")
        blog.get(f"/short?comment={a_comment(number=1).path}")
        blog.get("/short?edited=yes")
        assert consistent == [False, False, True, False, True, True]

    def test_newest_first_turns_threads_round_and_not_answers(self, blog):
        blog.publish("short")
        first, second = a_comment("short", number=1, name="A"), a_comment("short", number=2, name="B")
        answers = [a_comment("short", number=number, name="C", parent=first.path) for number in (3, 4)]
        blog.store.desk.bring_in("short", [first, second, *answers])
        reader = Blog(blog.store, replace(SITE.settings, comment_order=Order.NEWEST))
        answer = reader.get("/short")
        assert answer.texts(".comment .p-name") == ["B", "A", "C", "C"]
        assert answer.texts(".number") == []

    def test_newest_first_continues_to_the_oldest(self, blog, sent):
        reader = Blog(blog.store, replace(SITE.settings, comment_order=Order.NEWEST))
        seen, address = [], "/hello"
        while address:
            answer = reader.get(address)
            seen += answer.texts(".e-content p")[-len(answer.page.css(".comment")) :]
            links = answer.page.css(".comments a[rel=next]")
            address = links[0].attributes["href"] if links else ""
        assert seen == [each.text for each in reversed(sent)]

    def test_a_reply_to_a_late_comment_is_offered_where_it_stands(self, blog, sent):
        late = sent[COMMENTS_PER_PAGE + 20]
        answer = blog.get(f"/hello?replytocom={late.path}")
        assert answer.one("#respond h2") == "Leave a Reply to A Reader"
        again = blog.post(comment_parent=late.path, comment="")
        assert (again.status, again.one("#respond h2")) == (422, "Leave a Reply to A Reader")
