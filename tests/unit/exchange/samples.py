"""The sample exports, and what tests read of them."""

from html.parser import HTMLParser
from pathlib import Path

from exchange.wordpress import Attachment, ImportedArticle, Skipped, Survey, read_articles, survey
from exchange.wordpress.addresses import OldSite
from exchange.wordpress.bodies import read_body

WXR = Path(__file__).parents[2] / "support" / "wxr"


def imported(path: Path) -> tuple[Survey, dict[str, ImportedArticle], list[Skipped]]:
    """A file read in both passes: the survey, the articles by slug, what was skipped."""
    known = survey(path)
    results = list(read_articles(path, known))
    articles = {each.article.slug: each for each in results if isinstance(each, ImportedArticle)}
    return known, articles, [each for each in results if isinstance(each, Skipped)]


def survey_with(*attachments: Attachment) -> Survey:
    return Survey(
        version="1.2",
        site_url="https://example.org",
        site_title="A Blog",
        site_description="",
        authors={},
        user_ids={},
        attachments={each.id: each for each in attachments},
        terms={},
        descriptions={},
        slugs={},
        parents={},
        old_site=OldSite("https://example.org", {}),
        menu=(),
        counts={},
    )


FILES = survey_with(
    Attachment(id="1", url="https://example.org/1.jpg", title="One", alt="A <1>", caption="First & best", parent="7"),
    Attachment(id="2", url="https://example.org/2.png", title="Two", parent="7", order=-1),
    Attachment(id="3", url="https://example.org/3.jpg", title="Three", parent="8"),
    Attachment(id="4", url="https://example.org/4.mp3", title="Four & more", parent="7"),
)


def body(content: str, item: str = "7") -> str:
    return read_body(content, item, FILES).finished.body


class Tags(HTMLParser):
    """Every start tag of some HTML with its attributes, as a browser-like parser sees them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
