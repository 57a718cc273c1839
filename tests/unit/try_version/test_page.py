"""What a trial reads of a page."""

from try_version.page import read_page


def test_titles_headings_and_the_first_article_of_a_list():
    page = read_page(
        "<title>A  Blog\n</title><h1>Home &amp; more</h1><h2>Menu</h2>"
        '<h2 class="p-name"><a class="u-url" href="/a?b&amp;c">First <em>one</em></a></h2>'
        '<h2><a class="u-url" href="/second">Second</a></h2>'
    )
    assert page.texts == {"title": ["A Blog"], "h1": ["Home & more"], "h2": ["Menu", "First one", "Second"]}
    assert page.article == ("/a?b&c", "First one")


def test_the_page_of_a_problem_is_known_by_its_status():
    assert read_page('<p class="status">503</p><h1>Something broke</h1>').problem == "503"
    assert read_page('<p class="status">Tag</p><h1>Lamps</h1><p>404</p>').problem == ""


def test_a_list_without_articles_and_what_is_no_html_have_none():
    assert read_page('<title>Empty</title><h2>Nothing</h2><a class="u-url" href="/x">x</a>').article is None
    assert read_page("").texts == {"title": [], "h1": [], "h2": []}
