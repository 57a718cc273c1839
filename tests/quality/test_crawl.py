"""A crawl of the demo, and of WordPress's own theme unit test data where they lie, finds nothing broken."""

from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree

from tests.quality.crawl import Crawl, crawl
from tests.support.dynamodb_local import running
from tests.support.served import serve
from tests.support.theme_data import theme_data
from tests.support.visitor import Fetched, Visitor, is_own, resolve

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("quality")]


@pytest.fixture(scope="module")
def demo(measured) -> Crawl:
    return crawl(measured.visitor)


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> Iterator[Crawl]:
    folder, export = tmp_path_factory.mktemp("imported"), theme_data()
    with running() as database, serve(folder, "--database", database, "--import", str(export)) as served:
        yield crawl(Visitor(served.address))
        assert not (failure := served.failure()), failure


@pytest.fixture(params=["demo", "imported"])
def found(request) -> Crawl:
    return request.getfixturevalue(request.param)


def test_no_link_of_our_own_is_broken(found):
    assert found.broken(found.own_links()) == {}


def test_no_link_of_our_own_is_redirected_and_none_twice(found):
    assert (found.redirected(), found.chains()) == (set(), set())


def test_no_link_of_our_own_leads_to_a_place_that_its_page_does_not_have(found):
    assert found.nowhere() == set()


def test_every_page_in_the_sitemap_is_found_by_links_and_the_other_way_round(found):
    assert found.in_sitemap
    assert (found.orphans(), found.unknown_to_the_sitemap()) == (set(), set())


def test_every_page_has_title_description_and_canonical_address(found):
    assert found.incomplete() == set()


def test_no_link_in_the_demos_articles_is_broken(demo):
    assert demo.broken_by_author() == {}


def test_a_link_in_an_imported_article_is_broken_only_if_the_export_does_not_hold_its_end(imported):
    """What no longer leads anywhere is listed apart, with -rP; all that the export holds must be found here."""
    old_site, held = published_in(theme_data())
    left = {address for address in imported.outside if is_own(address, old_site)}
    apart = left | {urljoin(old_site, urlsplit(address).path) for address in imported.broken_by_author()}
    print("Links that the export itself breaks:", *sorted(apart), sep="\n  ")
    assert apart & held == set()


def published_in(export: Path) -> tuple[str, set[str]]:
    """The old site's address, and those of all that can be read in its export."""
    channel = etree.parse(export).find("channel")
    items = channel.xpath("item[*[local-name()='status']='publish'][*[local-name()='post_type'][.='post' or .='page']]")
    return channel.findtext("link"), {item.findtext("link") for item in items}


class Planted:
    """A site of pages that are given, by path; what begins with "/" leads there, and the rest is not found."""

    origin = "http://site.example"

    def __init__(self, **pages: str) -> None:
        self._pages = {f"{self.origin}/{'' if name == 'home' else name}": text for name, text in pages.items()}

    def get(self, address: str) -> Fetched:
        url = resolve(f"{self.origin}/", address)
        text = self._pages.get(url.removesuffix(".txt").removesuffix(".xml"))
        headers = Message()
        headers["Content-Type"] = {"xml": "application/xml", "txt": "text/plain"}.get(url[-3:], "text/html")
        if text is not None and text.startswith("/"):
            headers["Location"] = text
        status = 404 if text is None else 301 if text.startswith("/") else 200
        return Fetched(url, status, headers, (text or "").encode())


def whole(name: str, body: str = "") -> str:
    canonical = f"<link rel=canonical href='{Planted.origin}/{name}'><meta name=description content=x>"
    return f"<!doctype html><title>{name or 'home'}</title>{canonical}{body}"


def test_planted_faults_are_found():
    found = crawl(
        Planted(
            home=whole("", "<a href=/a#here><a href=/a#there><a href=/moved><a href=/lost>"),
            a=whole("a", "<p id=here><p class=e-content><a href=/gone></a><a href=/moved></a></p><img src=/no.png>"),
            b=whole("b", "<a href=/a>"),
            c="<!doctype html><title>c</title>",
            moved="/again",
            again="/c",
            robots="User-agent: *\nSitemap: http://site.example/map.xml",
            map="<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://site.example/a</loc></url>"
            "<url><loc>http://site.example/b</loc></url></urlset>",
        )
    )
    site = Planted.origin
    assert found.broken(found.own_links()) == {
        f"{site}/lost": f"404, on {site}/",
        f"{site}/no.png": f"404, on {site}/a",
    }
    assert found.broken_by_author() == {f"{site}/gone": f"404, on {site}/a"}
    assert (found.redirected(), found.chains()) == ({f"{site}/moved on {site}/"}, {f"{site}/moved"})
    assert found.nowhere() == {f"{site}/a#there on {site}/"}
    assert (found.orphans(), found.unknown_to_the_sitemap()) == ({f"{site}/b"}, {f"{site}/"})
    assert found.incomplete() == {f"{site}/c has no description", f"{site}/c has no canonical"}
