"""A reader's visit to `lamppost serve --runtime lambda`: what is deployed, behind the local gateway, in a browser."""

from collections.abc import Iterator

import pytest

# The very tests of a visit; here they find another blog.
from tests.browser.conftest import page  # noqa: F401
from tests.browser.test_a_visit import (  # noqa: F401
    test_a_first_comment_waits_is_approved_and_the_next_one_appears,
    test_a_form_with_faults_comes_back_with_every_word,
    test_a_mistyped_address_leads_to_what_was_meant,
    test_a_reader_browses_by_page_month_tag_and_author,
    test_a_reader_finds_an_article_reads_it_and_walks_on,
    test_a_reader_likes_an_article_once_and_takes_it_back,
    test_a_reader_searches_and_finds_the_words_marked,
    test_an_unknown_address_helps,
)
from tests.browser.test_commenting import (  # noqa: F401
    test_a_comment_is_previewed_sent_changed_and_taken_back,
    test_a_comment_is_reported,
    test_a_permalink_leads_to_a_comment_on_a_later_page,
    test_a_preview_that_cannot_be_had_in_place_is_asked_for_as_a_page,
    test_faults_of_a_preview_stand_beside_their_fields_and_no_word_is_lost,
    test_with_javascript_a_preview_and_an_answer_leave_the_page_where_it_is,
    test_with_javascript_the_last_characters_are_counted,
)
from tests.support.dynamodb_local import running
from tests.support.runtime import require_parts
from tests.support.served import Served, serve

pytestmark = [
    *(pytest.mark.runtime, pytest.mark.browser, pytest.mark.dynamodb_local, pytest.mark.slow),
    pytest.mark.xdist_group("runtime"),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    require_parts()
    chosen = ("--runtime", "lambda", "--database")
    with running() as database, serve(tmp_path_factory.mktemp("lamppost"), *chosen, database) as blog:
        yield blog
        assert blog.failure() == ""
