"""A blog at which anything is thrown: what it must answer, and what must still be true of its table."""

from collections import Counter
from functools import partial
from urllib.parse import unquote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from blog.discussion import Hold
from blog.settings import Settings
from lamppost.local_cloud.stack import Stack
from tests.support.blog import Blog
from tests.support.counts import assert_counted
from tests.support.front_door import front_door
from tests.support.hostile import Sending, Target, posts
from tests.support.stores import Store

# Comments that may be edited and deleted, for as long as nobody does.
_OWN = 8
# What posts.yaml says, and what the pages say that take no POST.
_EXPECTED = {int(status) for path in posts()["paths"].values() for status in path["post"]["responses"]} | {405}
# Nobody waits for the owner, so that most of what is sent is shown at once; nothing is known about the floods here.
_SETTINGS = Settings(hold_comments=Hold.NONE, flood_source=None, flood_article=None, flood_blog=None)
# Nothing is remembered from run to run, and what fails is shown as it was sent: most of it is short.
_by_chance = partial(
    settings, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


class Besieged:
    def __init__(self, stack: Stack, store: Store) -> None:
        self._blog = Blog(store, _SETTINGS)
        self._door = front_door(stack, self._blog.apps)
        self.answered: Counter[int] = Counter()
        for slug in ("hello", "old-name", "gone"):
            self._blog.publish(slug)
        self._blog.publish("closed", comments_open=False)
        store.articles.rename("old-name", "new-name")
        store.articles.delete("gone")
        self.target = self._written()

    def _written(self) -> Target:
        own = [self._blog.post(comment=f"Words {number}", email="own@example.org") for number in range(_OWN)]
        kept = [each.partition("=") for answer in own for each in answer.sent_cookies]
        cookies = [unquote(value) for name, _, value in kept if name == "written"]
        paths = [comment.path for comment in self._blog.store.table.article("hello").page.comments]
        return Target(("hello", "closed", "old-name", "gone", "missing"), tuple(paths), tuple(cookies))

    def withstands(self, send: Sending) -> None:
        """The request is answered as posts.yaml says that requests are."""
        answer = send(self._door)
        assert (self._blog.reported, answer.status in _EXPECTED) == ([], True), f"{answer.status}: {send}"
        self.answered[answer.status] += 1

    def withstands_all(self, sent: SearchStrategy[Sending], requests: int) -> None:
        """So many of them, by chance."""

        @_by_chance(max_examples=requests)
        @given(sent)
        def each(send: Sending) -> None:
            self.withstands(send)

        each()

    def is_unharmed(self) -> None:
        """Whatever was sent, what is counted is what is there."""
        assert_counted(self._blog.store)
