"""Each kind of page is answered as it should be, and says nothing that the Nu HTML checker calls an error."""

import pytest

from tests.quality.crawl import look
from tests.quality.nu_checker import faults_in
from tests.quality.page_kinds import KINDS, Engines
from tests.support.visitor import is_own

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("quality")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_page_is_there(kind, pages):
    assert (pages[kind.name].status, pages[kind.name].is_html) == (kind.status, True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_search_engines_are_told_what_to_do_with_it(kind, pages):
    page = pages[kind.name]
    shown = look(page)
    assert shown.hidden == (kind.engines is Engines.HIDE)
    if not shown.hidden:
        assert shown.title and shown.description
        assert (shown.canonical == page.url) == (kind.engines is Engines.SHOW)
        assert is_own(shown.canonical, page.url)


def test_html_stylesheets_and_icons_have_no_error(measured, pages, tmp_path):
    shown = {kind.name: pages[kind.name] for kind in KINDS}
    documents = {f"{name}.html": page.content for name, page in shown.items()}
    linked = {
        page.address_in(link)
        for page in shown.values()
        for link in page.page.css("link[rel=stylesheet], link[rel=icon]")
    }
    documents |= {address.rpartition("/")[2]: measured.visitor.get(address).content for address in linked}
    assert {name.rpartition(".")[2] for name in documents} == {"html", "css", "svg"}
    assert faults_in(documents, tmp_path) == []


def test_a_planted_fault_is_found_in_each_kind_of_file(tmp_path):
    start = b"<!doctype html><html lang=en><title>x</title>"
    faults = faults_in(
        {
            "whole.html": start + b"<p>whole",
            "broken.html": start + b"<p id=a><p id=a>",
            "broken.css": b"p { colour: red }",
            "broken.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><lamp/></svg>',
        },
        tmp_path,
    )
    assert sorted({fault.partition(":")[0] for fault in faults}) == ["broken.css", "broken.html", "broken.svg"]
