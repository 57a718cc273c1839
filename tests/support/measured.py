"""The blog whose pages are measured: the demo, an article with all that one can hold, fifty comments, what is gone."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from blog.comment import Comment
from lamppost.local_cloud.local_account import local_account
from storage.comment_desk import CommentDesk
from tests.support.blog import a_comment
from tests.support.dynamodb_local import running
from tests.support.served import Served, serve
from tests.support.visitor import Fetched, Visitor

ARTICLES = Path(__file__).parents[1] / "quality" / "articles"
RICH = "lamps-and-their-light"
TALKED_ABOUT = "fifty-comments"
GONE = "gone-for-good"
UNFINISHED = "not-finished"
UNLISTED = "for-those-who-know"
COMMENTS = 50
_SHORT = 8
_PROSE = (
    "a about after again also and at before bright corner cost dark door down evening every few first from glass house "
    "how in it keep lamp last less letter light little long measure more morning never night no of on one paper people "
    "quiet rain read said same second sentence street summer that the their think this turn two under walk wall warm "
    "what when where which window winter with word write year"
)
_WORDS = _PROSE.split()


@dataclass(frozen=True, slots=True)
class Measured:
    served: Served
    visitor: Visitor
    folder: Path

    def table(self) -> tuple[Any, str]:
        """A client that leads to its table, and the table's name."""
        running = json.loads((self.folder / "local.json").read_text(encoding="utf-8"))
        with local_account(running["endpoint"]) as session:
            return session.client("dynamodb"), running["table_name"]

    def article(self, slug: str) -> Fetched:
        """An article's page, wherever the permalink pattern puts it."""
        return self.visitor.follow(self.visitor.get(f"/{slug}"))


@contextmanager
def measured_blog(folder: Path) -> Iterator[Measured]:
    """Runs it; `folder` is an empty one of its own. In DynamoDB Local, because that is ten times as fast as moto."""
    texts = folder / "articles"
    texts.mkdir(parents=True)
    _write(texts)
    with running() as endpoint, serve(folder, "--database", endpoint) as served:
        served.lamppost("publish", str(ARTICLES), str(texts))
        served.lamppost("delete", GONE)
        measured = Measured(served, Visitor(served.address), folder)
        client, table = measured.table()
        CommentDesk(client, table).bring_in(TALKED_ABOUT, conversation())
        measured.visitor.wait_for(f"/search?q={TALKED_ABOUT}", lambda answer: answer.page.css_first("mark") is not None)
        yield measured
        assert not (failure := served.failure()), failure


def prose(chance: random.Random, sentences: int) -> str:
    """Words in no order: they compress like a text and not like a repetition."""
    told = (" ".join(chance.choices(_WORDS, k=chance.randint(6, 14))) for _ in range(sentences))
    return " ".join(f"{sentence.capitalize()}." for sentence in told)


def _write(folder: Path) -> None:
    chance = random.Random(50)
    body = "\n\n".join(prose(chance, 5) for _ in range(8))
    _put(folder, TALKED_ABOUT, "Fifty comments", date(2026, 11, 10), body)
    _put(folder, GONE, "Gone for good", date(2026, 11, 9), prose(chance, 3))
    _put(folder, UNFINISHED, "Not finished", date(2026, 11, 8), prose(chance, 3), "draft: true")
    _put(folder, UNLISTED, "For those who know", date(2026, 11, 7), prose(chance, 3), "unlisted: true")
    for number in range(_SHORT):
        day = date(2026, 10, 1) - timedelta(days=71 * number)
        _put(folder, f"short-{number}", f"Short {number}", day, prose(chance, 4))


def _put(folder: Path, slug: str, title: str, day: date, body: str, *more: str) -> None:
    about = (f"title: {title}", "author: { name: Ben Short }", "tags: [night]", "categories: [Field notes]", *more)
    front = "\n".join(about)
    (folder / f"{day}-{slug}.md").write_text(f"---\n{front}\n---\n{body}\n", encoding="utf-8")


def conversation() -> list[Comment]:
    """Fifty readers: every third of them answers the one before, and some have a website."""
    chance = random.Random(51)
    made: list[Comment] = []
    for number in range(COMMENTS):
        site = f"https://reader{number}.example.org/" if number % 4 == 0 else ""
        words = "\n\n".join(prose(chance, chance.randint(1, 3)) for _ in range(chance.randint(1, 2)))
        parent = made[-1].path if number % 3 == 2 else ""
        names = {"name": f"{chance.choice(_WORDS).title()} {chance.choice(_WORDS).title()}", "url": site}
        made.append(a_comment(TALKED_ABOUT, number * 977, parent, text=words, **names))
    return made
