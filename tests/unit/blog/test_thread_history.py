"""A thread as it was at any moment: a blog is simulated, what readers saw after each act is kept, and found again."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from blog.acts import Act, ActKind, Words, act_id
from blog.comment import AUTHOR, Comment, CommentState, Gap, reply_path
from blog.ids import make_id
from blog.thread_history import thread_at
from blog.undoing import KIND, before, opposite
from tests.support.blog import NOW

APPROVED, PENDING, SPAM, TRASH = CommentState.APPROVED, CommentState.PENDING, CommentState.SPAM, CommentState.TRASH
STEP = timedelta(seconds=1)


@dataclass
class Simulation:
    """What a blog does, as simply as can be; `left` is what a gap says of each comment that is not shown."""

    now: datetime = NOW
    comments: dict[str, Comment] = field(default_factory=dict)
    left: dict[str, Gap] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    acts: list[Act] = field(default_factory=list)
    seen: list[tuple[datetime, dict[str, Comment]]] = field(default_factory=list)

    def write(self, state: CommentState, parent: str, who: str = "") -> None:
        path = reply_path(parent, make_id(self.now, len(self.acts)))
        comment = Comment(slug="hello", path=path, name="A", text=f"Words of {path}", state=state, by_author=bool(who))
        self.comments[path] = comment
        self._hide(path, state)
        if who:
            self._record(ActKind.ANSWER, path, who, new=state)

    def write_below_nothing(self) -> None:
        missing = make_id(self.now, 1)
        self.left[missing] = Gap.MODERATOR
        self.write(APPROVED, missing)

    def move(self, path: str, state: CommentState, who: str) -> None:
        comment = self.comments[path]
        self.comments[path] = replace(comment, state=state, pinned=comment.pinned and comment.state is state)
        self._hide(path, state, by_author=who == AUTHOR and state is TRASH)
        away = comment.pinned and state is not APPROVED
        self._record(KIND[state], path, who, old=comment.state, new=state, pinned=away)

    def undo(self) -> None:
        """The last act, where it was an edit or took a comment away, and the comment is as it was left."""
        act = self.acts[-1]
        comment = self.comments.get(act.path)
        if act.kind in (ActKind.PIN, ActKind.UNPIN, ActKind.ANSWER) or comment is None or act.new is not comment.state:
            return
        found = before(act, comment)
        other = any(each.pinned for path, each in self.comments.items() if path != act.path)
        found = replace(found, pinned=found.pinned and found.state is APPROVED and not other)
        self.comments[act.path] = found
        self._hide(act.path, found.state)
        facts = {"old": comment.state, "new": found.state, "undoes": act.id, "words": act.words and words_of(comment)}
        away = comment.pinned and found.state is not APPROVED
        self._record(opposite(act), act.path, "keeper", pinned=away, **facts)

    def edit(self, path: str, state: CommentState) -> None:
        comment = self.comments[path]
        edited = replace(comment, name="B", text=comment.text + "!", state=state, edited_at=self.now)
        self.comments[path] = replace(edited, pinned=comment.pinned and comment.state is state)
        self._hide(path, state)
        away = comment.pinned and state is not APPROVED
        self._record(ActKind.EDIT, path, AUTHOR, old=comment.state, new=state, words=words_of(comment), pinned=away)

    def pin(self, path: str) -> None:
        for other, comment in self.comments.items():
            if comment.pinned:
                self.comments[other] = replace(comment, pinned=False)
                self._record(ActKind.UNPIN, other, "keeper")
        if self.comments[path].state is APPROVED:
            self.comments[path] = replace(self.comments[path], pinned=True)
            self._record(ActKind.PIN, path, "keeper")

    def go(self, path: str, kind: ActKind | None, *, keep_place: bool = False) -> None:
        """For good: purged, erased, or (None) because its time was over."""
        comment = self.comments.pop(path)
        self.lost.add(path)
        if kind is ActKind.ERASE:
            self.left[path] = Gap.AUTHOR
            if keep_place and comment.state is APPROVED:
                self.kept.add(path)
        elif comment.state is PENDING:
            self.left[path] = Gap.MODERATOR
        if kind:
            self._record(kind, path, "keeper", old=comment.state, new=APPROVED if path in self.kept else None)

    def look(self) -> None:
        self.seen.append((self.now, self.shown()))
        self.now += STEP

    def shown(self) -> dict[str, Comment]:
        found = {path: comment for path, comment in self.comments.items() if comment.state is APPROVED}
        for path in [*found, *self.kept]:
            ids = path.split("/")
            for above in ["/".join(ids[:length]) for length in range(1, len(ids) + 1)]:
                found.setdefault(above, a_gap(above, self.left.get(above)))
        return counted(found)

    def everything(self) -> list[Comment]:
        gaps = [comment for comment in self.shown().values() if comment.gap]
        return [*self.comments.values(), *gaps]

    def _hide(self, path: str, state: CommentState, *, by_author: bool = False) -> None:
        if state is not APPROVED:
            self.left[path] = Gap.HELD if state is PENDING else Gap.AUTHOR if by_author else Gap.MODERATOR

    def _record(self, kind: ActKind, path: str, who: str, **facts) -> None:
        id_ = act_id(make_id(self.now, len(self.acts)))
        self.acts.append(Act(id=id_, at=self.now, kind=kind, who=who, slug="hello", path=path, **facts))


def words_of(comment: Comment) -> Words:
    return Words(name=comment.name, url=comment.url, text=comment.text, edited_at=comment.edited_at)


def a_gap(path: str, gap: Gap | None) -> Comment:
    return Comment(slug="hello", path=path, name="", text="", state=APPROVED, gap=gap)


def counted(found: dict[str, Comment]) -> dict[str, Comment]:
    replies = Counter(comment.parent for comment in found.values())
    return {path: replace(found[path], replies=replies[path]) for path in sorted(found)}


def step(simulation: Simulation, draw: st.DrawFn) -> None:
    """Something that can happen now."""
    approved = [path for path, comment in simulation.comments.items() if comment.state is APPROVED]
    parent, states = draw(st.sampled_from(["", *approved])), st.sampled_from(CommentState)
    steps = {
        "write": lambda: simulation.write(draw(states), parent),
        "write below nothing": simulation.write_below_nothing,
        "answer": lambda: simulation.write(APPROVED, parent, "keeper"),
    }
    if simulation.comments:
        path, who = draw(st.sampled_from(list(simulation.comments))), draw(st.sampled_from(["keeper", AUTHOR]))
        steps |= {
            "move": lambda: simulation.move(path, draw(states), who),
            "edit": lambda: simulation.edit(path, draw(st.sampled_from([simulation.comments[path].state, PENDING]))),
            "pin": lambda: simulation.pin(path),
            "purge": lambda: (simulation.move(path, TRASH, who), simulation.go(path, ActKind.PURGE)),
            "erase": lambda: simulation.go(path, ActKind.ERASE, keep_place=draw(st.booleans())),
            "expire": lambda: (simulation.move(path, SPAM, "keeper"), simulation.go(path, None)),
        }
    if simulation.acts:
        steps["undo"] = simulation.undo
    steps[draw(st.sampled_from(list(steps)))]()


@st.composite
def simulations(draw: st.DrawFn) -> Simulation:
    simulation = Simulation()
    for _ in range(draw(st.integers(1, 12))):
        step(simulation, draw)
        simulation.look()
    return simulation


@given(simulations())
def test_every_moment_is_found_again_as_readers_saw_it(simulation: Simulation):
    for at, seen in simulation.seen:
        known = {
            path: a_gap(path, simulation.left[path]) if path in simulation.lost and not comment.gap else comment
            for path, comment in seen.items()
        }
        for moment in (at, at + STEP / 2):
            assert thread_at(simulation.everything(), simulation.acts, moment) == tuple(counted(known).values())


def test_before_anything_was_written_there_was_nothing():
    simulation = Simulation()
    simulation.write(APPROVED, "")
    assert thread_at(simulation.everything(), simulation.acts, NOW - STEP) == ()
