"""One of many who write at the same time: reader, author and moderator in turns, by chance, and a journal of it all.

Whoever is told to come back later does so at once, as people do. What was promised by an answer stands in the journal.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

from blog.acts import Batch, act_id
from blog.comment import Comment, CommentState
from blog.discussion import Hold, Order, Rate
from blog.errors import ActNotFound, CommentNotFound, TooBusy
from blog.ids import make_id
from blog.settings import Settings
from moderation.bayes import lessons
from storage.comment_desk import decided
from storage.learner import Learner
from storage.undoing import Undoing
from tests.exactness.table import open_table
from tests.support.blog import NOW, Answer, Blog
from tests.support.faults import Faults

ARTICLES = ("lamps", "streets", "rivers")
# Some of what is sent waits, whatever is in it: for an approved comment, or for a token.
SETTINGS = Settings(
    hold_comments=Hold.FIRST_TIME,
    flood_source=Rate(25, 10),
    flood_article=Rate(300, 60),
    flood_blog=Rate(800, 60),
    reports_to_hold=3,
)
_PATIENCE = 20
# Of how many comments one is chosen: few, so that many choose the same.
_SEEN = 12
_VOCABULARY = ("lamp", "light", "street", "river", "rain", "winter", "letter", "casino", "pills", "offer", "cheap")


@dataclass
class Journal:
    """`promised`: where each text that was sent is, by its token; `maybe`: tokens of those that were refused, perhaps
    only after an answer was lost. `texts` are last edits by path, `liked` what each article was last told."""

    promised: dict[str, str] = field(default_factory=dict)
    maybe: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    liked: dict[str, bool] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)


def main(endpoint: str, table: str, seed: str, number: int, acts: int, share: float, folder: str) -> None:
    store = open_table(endpoint, table)
    writer = Writer(Blog(store, SETTINGS), number, Random(f"{seed} {number}"))
    faults = Faults(Random(f"{seed} {number} faults"), share)
    faults.watch(store.client)
    writer.write(acts)
    writer.journal.faults = dict(faults.met)
    (Path(folder) / f"{number}.json").write_text(json.dumps(asdict(writer.journal)))


class Writer:
    def __init__(self, blog: Blog, number: int, chance: Random) -> None:
        self._blog, self._store, self._chance = blog, blog.store, chance
        self._name, self._address = f"writer {number}", f"192.0.2.{number}"
        self._sent, self._cookies, self._own, self._acts = 0, [], [], []
        self.journal = Journal()
        blog.now = NOW + timedelta(milliseconds=number)

    def write(self, acts: int) -> None:
        kinds: dict[Callable[[], object], int] = {
            self._comment: 16,
            self._reply: 12,
            self._send_twice: 5,
            self._edit: 5,
            self._delete: 4,
            self._report: 6,
            self._like: 9,
            self._decide: 24,
            self._undo: 6,
            self._pin: 3,
            self._learn: 2,
        }
        for act in self._chance.choices([*kinds], [*kinds.values()], k=acts):
            self._blog.now += timedelta(seconds=1)
            act()
            name = act.__name__.strip("_")
            self.journal.done[name] = self.journal.done.get(name, 0) + 1

    def _comment(self, parent: str = "", slug: str = "") -> tuple[str, dict[str, str]]:
        """Sends a comment; returns its article and the fields that were sent."""
        self._sent += 1
        token = f"{self._name.replace(' ', '')}number{self._sent}"
        words = " ".join(self._chance.choices(_VOCABULARY, k=8))
        fields = {
            "author": self._name,
            "email": f"{self._name.replace(' ', '')}@example.org",
            "comment": f"{token} {words}",
            "comment_parent": parent,
        }
        slug = slug or self._chance.choice(ARTICLES)
        answer = self._answered(lambda: self._blog.post(slug, cookies=self._cookies, visitor=self._address, **fields))
        if answer.status == 303:
            self._cookies = answer.sent_cookies
            self.journal.promised[token] = _path(answer)
            self._own.append((slug, _path(answer)))
        else:
            assert (answer.status, bool(parent)) == (422, True), (answer.status, answer.text)
            self.journal.maybe.append(token)
        return slug, fields

    def _reply(self) -> None:
        if comment := self._shown():
            self._comment(comment.path, comment.slug)

    def _send_twice(self) -> None:
        slug, fields = self._comment()
        answer = self._answered(lambda: self._blog.post(slug, cookies=self._cookies, visitor=self._address, **fields))
        path = _path(answer)
        if path != self._own[-1][1]:
            # A moderator has taken the first away in between, so the words were stored anew.
            self.journal.promised[self._token(self._own[-1][1])] = path
            self._own[-1] = slug, path

    def _edit(self) -> None:
        if self._own:
            slug, path = self._chance.choice(self._own[-5:])
            text = f"{self._token(path)} once more {self._chance.random()}"
            answer = self._act("edit", slug, path, comment=text)
            if answer.status == 303:
                self.journal.texts[path] = text
            else:
                self.journal.texts.pop(path, None)

    def _delete(self) -> None:
        if self._own:
            slug, path = self._own.pop(self._chance.randrange(max(0, len(self._own) - 5), len(self._own)))
            self._act("delete", slug, path)

    def _token(self, path: str) -> str:
        return next(token for token, where in self.journal.promised.items() if where == path)

    def _act(self, act: str, slug: str, path: str, **fields: str) -> Answer:
        """What a writer does to an own comment that a moderator may have taken away."""
        known = {"cookies": self._cookies, "visitor": self._address}
        answer = self._answered(lambda: self._blog.post(slug, act=act, target=path, **known, **fields))
        # 403: what the owner has called spam is no longer its writer's.
        assert answer.status in (303, 403, 409), (answer.status, answer.text)
        return answer

    def _report(self) -> None:
        if comment := self._shown():
            answer = self._answered(lambda: self._blog.act("report", comment.path, comment.slug, visitor=self._address))
            assert answer.status == 303

    def _like(self) -> None:
        slug, undo = self._chance.choice(ARTICLES), self._chance.random() < 0.4
        assert self._answered(lambda: self._blog.like(slug, undo=undo, visitor=self._address)).status == 303
        self.journal.liked[slug] = not undo

    def _decide(self) -> None:
        """Approves, holds, takes for spam or throws away one of the newest, whatever it was."""
        before = self._chance.choice([CommentState.APPROVED, CommentState.PENDING, CommentState.PENDING, *CommentState])
        wanted = self._chance.choice([CommentState.APPROVED, CommentState.APPROVED, *CommentState])
        comments = self._patient(lambda: self._store.desk.page(before, limit=_SEEN)).comments
        if not comments or before is wanted:
            return
        comment = self._chance.choice(comments)
        batch = self._batch()

        def act() -> None:
            taught = lessons(comment, decided(comment, wanted))
            self._store.desk.decide(comment, wanted, batch, lessons=taught)
            self._acts.append(act_id(batch.id, batch.made - 1))

        self._unless_gone(act)

    def _undo(self) -> None:
        """Takes back an act of its own, or what took one back."""
        if self._acts:
            batch, undone = self._batch(), self._chance.choice(self._acts[-5:])
            undoing = Undoing(self._store.client, self._store.name, lessons)
            with suppress(ActNotFound):  # it was tried, and then somebody else was faster
                self._patient(lambda: undoing.undo(undone, batch))
            self._acts += [act_id(batch.id, number) for number in range(batch.made)]

    def _pin(self) -> None:
        if comment := self._shown():
            self._unless_gone(lambda: self._store.desk.pin(comment, self._batch()))

    def _learn(self) -> None:
        self._patient(Learner(self._store.client, self._store.name).learn)

    def _shown(self) -> Comment | None:
        """A comment that readers see, among the first or the last."""
        slug, order = self._chance.choice(ARTICLES), self._chance.choice([*Order])
        page = self._patient(lambda: self._store.table.article(slug, comments=_SEEN, order=order)).page
        shown = [comment for comment in page.comments if not comment.gap]
        return self._chance.choice(shown) if shown else None

    def _batch(self) -> Batch:
        return Batch(make_id(self._blog.now, self._chance.getrandbits(30)), self._name, self._blog.now)

    def _unless_gone(self, act: Callable[[], object]) -> None:
        with suppress(CommentNotFound):  # somebody else was faster
            self._patient(act)

    def _answered(self, send: Callable[[], Answer]) -> Answer:
        for _ in range(_PATIENCE):
            answer = send()
            assert answer.status < 500 or answer.status == 503, (answer.status, self._blog.reported)
            if answer.status != 503:
                return answer
        raise AssertionError(f"told to come back later {_PATIENCE} times")

    def _patient[T](self, ask: Callable[[], T]) -> T:
        for _ in range(_PATIENCE):
            try:
                return ask()
            except TooBusy:
                continue
        raise AssertionError(f"too busy {_PATIENCE} times")


def _path(answer: Answer) -> str:
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return (query.get("comment") or query["awaiting"])[0]
