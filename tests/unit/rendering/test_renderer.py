"""Renderers share templates and keep what they have rendered, and nobody sees another's words or another's site."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from blog.article import Neighbour
from blog.comment_form import CommentForm
from blog.numbering import START
from blog.permalinks import PATTERNS
from blog.settings import Settings
from rendering.environment import Renderer, find_templates
from rendering.pages import ArticlePage, ListPage, Page, ReplyForm, Site
from rendering.thread import thread
from tests.support.blog import an_article
from tests.unit.rendering.samples import ARTICLE, COMMENTS, FIRST, GAPS, LISTS, PAGES, PATH, REFUSALS, SITE

RENDERER = Renderer(find_templates(), SITE)


def read(page: Page, renderer: Renderer = RENDERER) -> LexborHTMLParser:
    return LexborHTMLParser(renderer.html(page))


def hrefs(page: Page, selector: str, renderer: Renderer = RENDERER) -> list[str]:
    return [node.attributes["href"] for node in read(page, renderer).css(f"{selector} a")]


def test_two_sites_that_share_templates_do_not_mix():
    other = Renderer(
        find_templates(),
        Site(settings=Settings(title="OTHER", language="de", permalinks="/{slug}/"), address="https://other.example"),
    )
    here, there, here_again = (each.html(PAGES["article"]) for each in (RENDERER, other, RENDERER))
    assert here == here_again
    assert 'lang="de"' in there and "https://other.example/t/" in there and "BLOG" not in there
    assert "other.example" not in here


def test_equal_pages_are_rendered_once():
    renderer = Renderer(find_templates(), SITE)
    first = renderer.html(PAGES["article"])
    assert renderer.html(replace(PAGES["article"], article=replace(ARTICLE))) is first
    renderer.forget()
    assert renderer.html(PAGES["article"]) is not first


@pytest.mark.parametrize(
    "changed",
    [
        replace(PAGES["article"], article=replace(ARTICLE, comment_count=9)),
        replace(PAGES["article"], thread=thread(COMMENTS[:1], START, PATH)),
        replace(PAGES["article"], form=ReplyForm(words=CommentForm(author="REMEMBERED"))),
        replace(PAGES["article"], liked="thanks"),
        replace(PAGES["article"], said="deleted"),
        replace(PAGES["article"], own=frozenset([COMMENTS[0].path])),
        replace(PAGES["article"], comments_open=False),
    ],
    ids=["article", "thread", "form", "liked", "said", "own", "closed"],
)
def test_a_page_that_differs_is_not_taken_for_one_that_is_kept(changed):
    kept = RENDERER.html(PAGES["article"])
    assert RENDERER.html(changed) != kept
    assert RENDERER.html(PAGES["article"]) == kept


@pytest.mark.parametrize(
    "personal", [{"form": ReplyForm(words=CommentForm(author="REMEMBERED"))}, {"own": frozenset([COMMENTS[0].path])}]
)
def test_what_is_a_visitors_own_is_not_kept(personal):
    renderer = Renderer(find_templates(), SITE)
    mine = replace(PAGES["article"], **personal)
    assert renderer.html(mine) is not renderer.html(mine)


def test_a_template_that_names_what_its_page_has_not_is_an_error(tmp_path: Path):
    for path in find_templates().rglob("*.*"):
        target = tmp_path / path.relative_to(find_templates())
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    (tmp_path / "pages.html").write_text("{{ nonsense }}")
    with pytest.raises(Exception, match="'nonsense' is undefined"):
        Renderer(tmp_path, SITE).html(LISTS["pages"])


@pytest.mark.parametrize("pattern", [*PATTERNS, "/{year}/{month}/{slug}/"])
def test_every_link_to_an_article_follows_the_permalink_pattern(pattern):
    renderer = Renderer(find_templates(), replace(SITE, settings=replace(SITE.settings, permalinks=pattern)))
    parts = {"year": "2026", "month": "11", "day": "12", "category": "c", "author": "keeper"}
    shape = re.compile(re.sub(r"{(\w+)}", lambda part: parts.get(part[1], "[a-z]"), pattern) + r"([?#].*)?")
    page = replace(PAGES["article"], article=with_category(ARTICLE))
    selectors = ("h1", ".neighbours", ".related", ".pager")
    found = [href for selector in selectors for href in hrefs(page, selector, renderer)]
    found += hrefs(ListPage(info=LISTS["home"].info, articles=(page.article,)), ".entry", renderer)
    assert len(found) == 7
    assert [href for href in found if not shape.fullmatch(href)] == []


def with_category(article):
    def placed(neighbour):
        return Neighbour(neighbour.title, replace(neighbour.place, category="c", author="keeper"))

    more = {"previous": placed(article.previous), "next": placed(article.next)}
    return replace(article, related=tuple(placed(each) for each in article.related), **more)


def test_letters_of_every_script_are_encoded_in_links():
    article = an_article("längst-übers-日本", tags=("Ü Ö",))
    page = ArticlePage(
        article=article, comments_open=True, thread=thread(COMMENTS[:1], START, "/längst-übers-日本"), form=ReplyForm()
    )
    html = Renderer(find_templates(), replace(SITE, settings=Settings())).html(page)
    tree = LexborHTMLParser(html)
    found = [node.attributes[name] for name in ("href", "action") for node in tree.css(f"main [{name}]")]
    assert all(address.isascii() for address in found)
    assert {unquote(address) for address in found} >= {
        "/längst-übers-日本",
        f"/längst-übers-日本?replytocom={COMMENTS[0].path}#respond",
        f"/längst-übers-日本?comment={COMMENTS[0].path}#comment-{COMMENTS[0].id}",
        "/comments/längst-übers-日本#respond",
        "/likes/längst-übers-日本",
        "/tag/u-o",
    }


def test_the_menus_link_to_this_page_is_marked():
    marked = read(PAGES["home"]).css("[aria-current=page]")
    assert [node.text() for node in marked] == ["HOME"]
    assert read(PAGES["article"]).css("[aria-current]") == []


def test_times_are_shown_in_the_owners_time_zone_and_without_one_as_they_were_written():
    early = datetime(2026, 11, 12, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    page = ArticlePage(article=an_article(published_at=early), form=ReplyForm())
    assert read(page).css_first(".dt-published").text() == "12 November 2026"
    vienna = replace(SITE, settings=Settings(time_zone="Europe/Vienna"))
    time = read(page, Renderer(find_templates(), vienna)).css_first(".dt-published")
    assert (time.text(), time.attributes["datetime"]) == ("13 November 2026", "2026-11-12T23:30:00-05:00")
    assert early.astimezone(UTC).day == 13


def test_a_like_can_be_undone_right_after_it():
    liked = read(PAGES["liked"]).css_first("#likes")
    assert [node.attributes["value"] for node in liked.css("input[name=undo]")] == ["yes"]
    assert read(PAGES["article"]).css("#likes input") == []


def test_a_preview_takes_no_likes_no_comments_and_is_shared_with_nobody():
    page = read(PAGES["preview"])
    assert page.css_first("[role=status]").text().startswith("This is a preview")
    assert page.css("main form, .share, script") == []


def test_tags_of_what_is_not_listed_lead_nowhere():
    from blog.article import ArticleState

    page = ArticlePage(article=replace(ARTICLE, state=ArticleState.UNLISTED), form=ReplyForm())
    assert hrefs(page, ".tags") == [] and read(page).css(".tags .p-category")
    assert hrefs(PAGES["article"], ".tags") == ["/category/c", "/tag/x-y", "/tag/z"]


def test_a_static_page_shows_the_way_to_it_and_no_author():
    assert hrefs(PAGES["page"], ".breadcrumbs") == ["/", "/about"]
    assert read(PAGES["page"]).css(".about, .neighbours, .respond, .meta") == []


def test_what_is_not_there_can_be_searched_for():
    page = read(PAGES["not found"])
    assert page.css_first("main input[name=q]").attributes["value"] == "Q"
    assert hrefs(PAGES["not found"], "main li") == ["/2026/11/t"]


def test_every_page_says_its_main_heading_once():
    assert {name: len(read(page).css("h1")) for name, page in PAGES.items() if len(read(page).css("h1")) != 1} == {}


def test_no_two_things_on_a_page_have_the_same_id():
    for name, page in PAGES.items():
        ids = [node.attributes["id"] for node in read(page).css("[id]")]
        assert len(ids) == len(set(ids)), name


def test_a_gap_says_why_it_is_there_and_offers_nothing():
    shown = {
        node.attributes["id"]: " ".join(node.text().split())
        for node in read(PAGES["gaps"]).css(".comment:not(.h-cite)")
    }
    words = ("Deleted by its author 1", "Removed by a moderator 2", "Waits for approval 3")
    assert shown == {f"comment-{gap.id}": text for gap, text in zip(GAPS, words, strict=True)}
    assert read(PAGES["gaps"]).css(".comment:not(.h-cite) a") == []
    assert [node.text() for node in read(PAGES["gaps"]).css(".comment .answers a")] == ["an earlier comment", "E"]


def test_what_is_pinned_stands_above_the_others_and_leads_to_its_place():
    page = read(PAGES["pinned"])
    above = page.css_first("#comments > .apart")
    assert above.attributes.get("id") is None
    assert [node.text() for node in above.css(".kind")] == ["Author", "Pinned"]
    (link,) = above.css(".reply a")
    anchor = link.attributes["href"].partition("#")[2]
    assert [node.text() for node in page.css(f"#{anchor} .kind")] == ["Author", "Pinned"]


def test_pictures_of_readers_are_asked_for_only_if_the_owner_wants_them():
    comment = replace(FIRST, avatar="ab" * 32)
    page = replace(PAGES["article"], thread=thread((comment, *COMMENTS[1:]), START, PATH))
    wanted = Renderer(find_templates(), replace(SITE, settings=replace(SITE.settings, gravatars=True)))
    assert read(page).css(".avatar img") == []
    (picture,) = read(page, wanted).css(".comment .avatar img")
    assert picture.attributes["src"] == f"https://gravatar.com/avatar/{'ab' * 32}?s=88&d=blank"
    assert "gravatar.com" in read(page, wanted).css_first(".respond .note").text()


@pytest.mark.parametrize("name", ["article", "comments", "faults", "previewed", "edit", "refused parent_gone"])
def test_a_page_with_a_form_for_words_has_the_one_script_there_is(name):
    (script,) = read(PAGES[name]).css("script[src]")
    assert script.attributes["src"] == RENDERER.assets.url("comments.js")
    assert "defer" in script.attributes


def test_no_other_page_has_a_script():
    without = [name for name, page in PAGES.items() if not read(page).css("#respond textarea")]
    assert {"closed", "home", "report", "awaiting", "refused blocked"} <= set(without)
    assert [name for name in without if read(PAGES[name]).css("script[src]")] == []


@pytest.mark.parametrize("refusal", REFUSALS)
def test_words_that_are_refused_are_given_back_with_the_reason(refusal):
    page = read(PAGES[f"refused {refusal}"])
    (alert,) = page.css("[role=alert]")
    assert alert.text().strip()
    (words,) = page.css("textarea, blockquote.kept")
    assert words.text().strip() == "T"


def test_name_and_address_are_only_asked_for_if_the_owner_needs_them():
    required = "#respond [required]"
    freely = Renderer(find_templates(), replace(SITE, settings=replace(SITE.settings, require_name_email=False)))
    assert [node.attributes["id"] for node in read(PAGES["article"]).css(required)] == ["comment", "author", "email"]
    assert [node.attributes["id"] for node in read(PAGES["article"], freely).css(required)] == ["comment"]


def test_reports_are_offered_where_they_count_and_not_of_the_author():
    never = Renderer(find_templates(), replace(SITE, settings=replace(SITE.settings, reports_to_hold=0)))
    reported = "a[href*=report]"
    assert len(read(PAGES["pinned"]).css(reported)) == len(COMMENTS) - 1  # nor of the pingback
    assert read(PAGES["pinned"], never).css(reported) == []
    assert len(read(PAGES["closed"]).css(reported)) == 0


def test_ones_own_comment_can_be_edited_and_not_reported():
    page = read(PAGES["own"])
    assert [node.text() for node in page.css(f"#comment-{FIRST.id} .reply a")] == ["Reply", "Edit"]
    assert len(page.css("a[href*=edit]")) == 1


def test_the_time_at_which_the_form_was_opened_stays_when_it_comes_back():
    again = ReplyForm(preview=True, words=CommentForm(comment="T", opened="2026-11-22T11:00:00+00:00"))
    page = read(replace(PAGES["article"], form=again))
    assert page.css_first("[name=opened]").attributes["value"] == "2026-11-22T11:00:00+00:00"


def test_a_discussion_that_ends_soon_says_when():
    assert "Comments close on 22 November 2026." in read(PAGES["closing"]).css_first(".respond .note").text()
