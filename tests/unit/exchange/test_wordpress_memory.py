"""Memory is counted, not guessed: a file of any size is read an item at a time."""

import gc
import tracemalloc
from collections import deque
from pathlib import Path

import pytest

from exchange.wordpress import ImportedArticle, read_articles, survey
from tests.unit.exchange.samples import WXR

MEGABYTE = 1_000_000
ITEMS = 3_000
# Ten kilobytes that are quickly converted: the XML is what is counted here.
PARAGRAPH = "<pre>" + ("words_and_words_" * 8 + "\n") * 78 + "</pre>"


def item(number: int) -> str:
    return (
        f"<item><title>Post {number}</title><dc:creator>editor</dc:creator>"
        f"<content:encoded><![CDATA[{PARAGRAPH}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_name>post-{number}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        "<wp:post_date_gmt>2020-06-01 10:00:00</wp:post_date_gmt>"
        "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>Words.</wp:comment_content></wp:comment></item>\n"
    )


@pytest.fixture
def large_export(tmp_path) -> Path:
    head, _, _ = (WXR / "wxr-1.2.xml").read_text().partition("\t<item>")
    path = tmp_path / "export.xml"
    with path.open("w") as file:
        file.write(head)
        file.writelines(map(item, range(1, ITEMS + 1)))
        file.write("</channel></rss>")
    return path


@pytest.mark.slow
def test_thirty_megabytes_of_xml_need_a_few_of_memory(large_export):
    assert large_export.stat().st_size > 30 * MEGABYTE
    tracemalloc.start()
    try:
        known = survey(large_export)
        gc.collect()
        kept, peak = tracemalloc.get_traced_memory()
        assert known.counts["post"] == ITEMS
        assert kept < 2 * MEGABYTE
        assert peak - kept < 3 * MEGABYTE
        tracemalloc.reset_peak()
        (last,) = deque(read_articles(large_export, known), maxlen=1)
        _, peak = tracemalloc.get_traced_memory()
        assert isinstance(last, ImportedArticle)
        assert last.article.slug == f"post-{ITEMS}"
        assert peak - kept < 3 * MEGABYTE
    finally:
        tracemalloc.stop()
