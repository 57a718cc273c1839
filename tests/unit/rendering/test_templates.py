"""Each page's dataclass against its template: nothing shown that is not there, nothing there that is not shown."""

import re
from dataclasses import fields
from gettext import NullTranslations

import pytest
from jinja2 import FileSystemLoader, meta, nodes

from rendering.environment import Renderer, create_environment, find_templates
from rendering.pages import ArticlePage, AwaitingPage, CommentsPage, IndexPage, Page, StaticPagesPage
from tests.support.blog import SITE

PAGES = Page.__value__.__args__
ENVIRONMENT = create_environment(FileSystemLoader(find_templates()), NullTranslations())
# What every template has, what Renderer makes of a page, and what gettext adds.
GIVEN = set(Renderer(find_templates(), SITE).given) | {"comments", "meta", "gettext", "ngettext"}
# What only the page's <head> tells, or its comments, which Renderer makes.
TOLD = {AwaitingPage: {"path"}, IndexPage: {"kind"}, StaticPagesPage: {"older"}}
TOLD |= {ArticlePage: {"own"}, CommentsPage: {"own"}}


def names_of(template: str) -> set[str]:
    tree = ENVIRONMENT.parse(ENVIRONMENT.loader.get_source(ENVIRONMENT, template)[0])
    named = meta.find_undeclared_variables(tree) - {macro.name for macro in tree.find_all(nodes.Macro)}
    named -= {name for each in tree.find_all(nodes.FromImport) for name in each.names}
    return named.union(*(names_of(each) for each in meta.find_referenced_templates(tree) if each))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.template)
def test_a_page_has_exactly_what_its_template_shows(page):
    assert names_of(page.template) - GIVEN | TOLD.get(page, set()) == {each.name for each in fields(page)}


def test_a_comment_is_made_of_its_entry_alone():
    assert names_of("_comment.html") <= GIVEN - {"comments", "meta"}


def test_every_template_belongs_to_a_page_or_begins_with_an_underscore():
    files = {path.name for path in find_templates().glob("*.html")}
    assert {name for name in files if not name.startswith("_")} == {page.template for page in PAGES}


WORDS = re.compile(r">\s*[^<>{}\s][^<>{}]*[A-Za-z]{3,}[^<>{}]*<")


@pytest.mark.parametrize("path", sorted(find_templates().glob("*.html")), ids=lambda path: path.name)
def test_every_word_that_a_reader_sees_goes_through_gettext(path):
    # A command is typed as it stands, in every language.
    source = re.sub(
        r"<code>.*?</code>|{% trans.*?endtrans %}|{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.DOTALL
    )
    assert WORDS.findall(source) == []


@pytest.mark.parametrize("path", sorted(find_templates().glob("*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_code(path):
    data, file = r' type="application/ld\+json">', r""" src="{{ asset\('[\w.]+'\) }}" defer></script>"""
    assert not re.search(rf"<script(?!{data}|{file})|<style|\sstyle=|\son[a-z]+=|javascript:", path.read_text())
