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
from blog.permalinks import PATTERNS
from blog.settings import Settings
from rendering.environment import Renderer, find_templates
from rendering.pages import ArticlePage, ListPage, Page, ReplyForm, Site
from rendering.thread import thread
from tests.support.blog import an_article
from tests.unit.rendering.samples import ARTICLE, COMMENTS, LISTS, PAGES, PATH, SITE

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
        replace(PAGES["article"], thread=thread(COMMENTS[:1], 1, PATH)),
        replace(PAGES["article"], form=ReplyForm(words=CommentForm(author="REMEMBERED"))),
        replace(PAGES["article"], liked="thanks"),
    ],
    ids=["article", "thread", "form", "liked"],
)
def test_a_page_that_differs_is_not_taken_for_one_that_is_kept(changed):
    kept = RENDERER.html(PAGES["article"])
    assert RENDERER.html(changed) != kept
    assert RENDERER.html(PAGES["article"]) == kept


def test_a_visitors_words_are_not_kept():
    renderer = Renderer(find_templates(), SITE)
    mine = replace(PAGES["article"], form=ReplyForm(words=CommentForm(author="REMEMBERED")))
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
    page = ArticlePage(article=article, thread=thread(COMMENTS[:1], 1, "/längst-übers-日本"), form=ReplyForm())
    html = Renderer(find_templates(), replace(SITE, settings=Settings())).html(page)
    tree = LexborHTMLParser(html)
    found = [node.attributes[name] for name in ("href", "action") for node in tree.css(f"main [{name}]")]
    assert all(address.isascii() for address in found)
    assert {unquote(address) for address in found} >= {
        "/längst-übers-日本",
        f"/längst-übers-日本?replytocom={COMMENTS[0].path}#respond",
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
