"""A backup, and a restoring, killed with SIGKILL at random moments until it is done: as if nothing had been."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from lamppost.backup.lines import line_of
from storage import actions
from storage.calls import call_batch_write
from tests.exactness.forks import KILLED, Forks, forks
from tests.exactness.table import open_table
from tests.support.blog import a_comment, an_article
from tests.support.stores import make_store

pytestmark = [pytest.mark.dynamodb_local, pytest.mark.slow]


def content(folder: Path) -> dict[str, bytes]:
    """Of every file but the one that says when."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != "manifest.json")
    return {str(each.relative_to(folder)): each.read_bytes() for each in files}


def until_done(run: Callable[[float | None], list[int]], chance: random.Random) -> int:
    """Killed three times within what it takes undisturbed, unless it is over before; how often it was."""
    for kills in range(3):
        (code,) = run(chance.uniform(0, 0.7))
        assert code in (0, KILLED)
        if code == 0:
            return kills
    assert run(None) == [0]
    return 3


@pytest.fixture
def store(stack, endpoint):
    name = f"table-{uuid4().hex}"
    made = make_store(open_table(endpoint, name).client, stack, name)
    for number in range(30):
        made.articles.save(an_article(f"article-{number:02}", tags=("night",)))
    made.desk.bring_in("article-00", [a_comment("article-00", number) for number in range(60)])
    return made


@dataclass
class Timed:
    """A function of `backups` that is killed after a part, 0 to 1, of what it took when nobody did."""

    processes: Forks
    function: str
    lasted: float = 0.0

    def run(self, *task: str, part: float | None = None) -> list[int]:
        killed_after = None if part is None else part * self.lasted
        started = time.monotonic()
        codes = self.processes.run(f"backups.{self.function}", task, killed_after=killed_after)
        self.lasted = self.lasted or (time.monotonic() - started) * 1000
        return codes


def test_what_was_killed_goes_on_and_ends_as_if_it_had_not_been(store, stack, endpoint, tmp_path):
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")
    chance, kills, whole = random.Random(seed), Counter(), tmp_path / "undisturbed"
    everything = sorted(map(line_of, store.items()))
    restored = make_store(store.client, stack, f"{store.name}-restored")
    with forks("backups") as processes:
        keep, bring_back = Timed(processes, "keep"), Timed(processes, "bring_back")
        assert keep.run(endpoint, store.name, str(whole)) == [0]
        for number in range(4):
            task = (endpoint, store.name, str(tmp_path / str(number)))
            kills["keep"] += until_done(lambda part, task=task: keep.run(*task, part=part), chance)
            assert content(tmp_path / str(number)) == content(whole)
        task = (endpoint, restored.name, str(whole))
        assert bring_back.run(*task) == [0]
        for _ in range(4):
            gone = [{"DeleteRequest": {"Key": actions.key_of(item)}} for item in restored.items()]
            call_batch_write(restored.client, restored.name, gone)
            kills["bring_back"] += until_done(lambda part: bring_back.run(*task, part=part), chance)
            assert sorted(map(line_of, restored.items())) == everything
    # Of those that are killed at some moment, some are over by then.
    assert kills.total() > 0
