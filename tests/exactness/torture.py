"""Many processes write at the same time, and requests go wrong; then all is counted again."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from lamppost.local_cloud.stack import Stack
from tests.exactness import recount
from tests.exactness.forks import forks
from tests.exactness.table import open_table
from tests.exactness.writer import ARTICLES
from tests.support.blog import an_article
from tests.support.stores import make_store


@dataclass(frozen=True, slots=True)
class Outcome:
    done: Counter[str]
    faults: Counter[str]


def torture(stack: Stack, endpoint: str, folder: Path, *, seed: str, writers: int, acts: int, share: float) -> Outcome:
    """A `share` of all requests meets a fault; the same seed makes every writer want the same."""
    table = f"table-{uuid4().hex}"
    store = make_store(open_table(endpoint, table).client, stack, table)
    for slug in ARTICLES:
        store.articles.save(an_article(slug))
    with forks("writer") as crowd:
        tasks = [(endpoint, table, seed, number, acts, share, str(folder)) for number in range(writers)]
        codes = crowd.run("writer.main", *tasks)
    assert codes == [0] * writers
    written = recount.journals(folder)
    recount.assert_exact(store, written)
    return Outcome(
        done=sum((Counter(journal.done) for journal in written), Counter()),
        faults=sum((Counter(journal.faults) for journal in written), Counter()),
    )
