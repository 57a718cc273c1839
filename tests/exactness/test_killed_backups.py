"""A backup, and a restoring, killed with SIGKILL at random moments until it is done: as if nothing had been."""

import random
import time
from pathlib import Path
from uuid import uuid4

import pytest

from lamppost.backup.lines import line_of
from storage import actions
from storage.calls import call_batch_write
from tests.exactness.forks import KILLED, forks
from tests.exactness.table import open_table
from tests.support.blog import a_comment, an_article
from tests.support.stores import make_store

pytestmark = [pytest.mark.dynamodb_local, pytest.mark.slow]


def content(folder: Path) -> dict[str, bytes]:
    """Of every file but the one that says when."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != "manifest.json")
    return {str(each.relative_to(folder)): each.read_bytes() for each in files}


def until_done(run, chance: random.Random, milliseconds: float) -> int:
    """Killed at least three times, at any moment of what it takes undisturbed; how often it was."""
    kills = 0
    while kills < 3 or chance.random() < 0.5:
        (code,) = run(chance.uniform(0, milliseconds))
        kills += code == KILLED
        if code != KILLED:
            assert code == 0
            return kills
    assert run(None) == [0]
    return kills


@pytest.fixture
def store(stack, endpoint):
    name = f"table-{uuid4().hex}"
    made = make_store(open_table(endpoint, name).client, stack, name)
    for number in range(30):
        made.articles.save(an_article(f"article-{number:02}", tags=("night",)))
    made.desk.bring_in("article-00", [a_comment("article-00", number) for number in range(60)])
    return made


def test_what_was_killed_goes_on_and_ends_as_if_it_had_not_been(store, stack, endpoint, tmp_path):
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")
    chance, kills = random.Random(seed), 0
    everything = sorted(map(line_of, store.items()))
    restored = make_store(store.client, stack, f"{store.name}-restored")
    with forks("backups") as processes:

        def keep(folder: Path, after: float | None) -> list[int]:
            return processes.run("backups.keep", (endpoint, store.name, str(folder)), killed_after=after)

        def bring_back(after: float | None) -> list[int]:
            task = (endpoint, restored.name, str(tmp_path / "undisturbed"))
            return processes.run("backups.bring_back", task, killed_after=after)

        started = time.monotonic()
        assert keep(tmp_path / "undisturbed", None) == [0]
        lasted = (time.monotonic() - started) * 1000
        for number in range(4):
            folder = tmp_path / str(number)
            kills += until_done(lambda after, folder=folder: keep(folder, after), chance, lasted)
            assert content(folder) == content(tmp_path / "undisturbed")
        for _ in range(4):
            kills += until_done(bring_back, chance, lasted)
            assert sorted(map(line_of, restored.items())) == everything
            gone = [{"DeleteRequest": {"Key": actions.key_of(item)}} for item in restored.items()]
            call_batch_write(restored.client, restored.name, gone)
    assert kills > 8
