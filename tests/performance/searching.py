"""Search in a large blog: the size of its index, a warm query from event to answer, an edit on its way into the index.

CPU time of the thread that searches: S3, which moto's server stands for, is another one. A function asks S3 at most
every two seconds whether its index is still the newest. So both are measured: a query that asks, as each does in a blog
that is searched more rarely than that, and one in between.
"""

import random
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import batched
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from blog.comment import Comment
from lamppost.local_cloud.local_account import local_account
from lamppost.local_cloud.moto_account import in_moto
from rendering.environment import Renderer, find_templates
from search import tables
from search.bucket import IndexBucket
from search.held import MAX_AGE, HeldIndex
from search.keeper import IndexKeeper
from search.writer import IndexWriter, writing
from search_articles.routes import add_routes
from tests.performance.search_corpus import ARTICLES, COMMENTS, Corpus
from tests.support.blog import Context, event
from web.app import App

_QUERIES = 200
_WORST = "one of the twenty commonest words"
_MB = 1_000_000


def report(folder: Path) -> Iterator[str]:
    corpus, path = Corpus(), folder / "index.sqlite3"
    last = _build(corpus, path)
    yield f"Search in {ARTICLES:,} articles and {COMMENTS:,} comments"
    yield f"  {'index':<40} {path.stat().st_size / _MB:>9.1f} MB   aim: at most 60 MB"
    yield f"  {f'warm query, CPU, of {_QUERIES}':<40} {'asking S3':>9}    95th pct    in between"
    with _bucket() as bucket:
        bucket.replace(path, "")
        for kind, words in _kinds(corpus).items():
            asking, between = _measure(bucket, folder, words)
            times = f"{median(asking):>9.2f} ms {quantiles(asking, n=20)[-1]:>9.2f} ms {median(between):>12.2f} ms"
            yield f"  {kind:<40} {times}{'' if kind == _WORST else '   aim: at most 15 ms'}"
        yield f"  {'one comment into the index, wall':<40} {_follow(bucket, folder, last):>9.0f} ms"


def _build(corpus: Corpus, path: Path) -> Comment:
    """Makes the file as `lamppost search rebuild` does. The last comment."""
    slugs = []
    with closing(tables.create(path)) as connection, writing(connection, whole_blog=True) as writer:
        for head, body in corpus.articles():
            slugs.append(head.slug)
            writer.put_head(head.slug, head)
            writer.put_body(head.slug, body)
        for comment in corpus.comments(slugs):
            writer.put_comment(comment.slug, comment.path, comment)
    return comment


def _kinds(corpus: Corpus) -> dict[str, list[str]]:
    """Queries such as readers make. The words are neither the commonest nor the rarest."""
    chance = random.Random(5)
    usual = corpus.words[50:8000]
    words = [chance.choice(usual) for _ in range(_QUERIES)]
    pairs = [chance.choices(usual[:3000], k=2) for _ in range(_QUERIES)]
    neighbours = [chance.choices(corpus.words[:300], k=2) for _ in range(_QUERIES)]
    long = [word for word in corpus.words[300:] if len(word) > 5]
    return {
        "one word": words,
        "two words": [" ".join(pair) for pair in pairs],
        "a phrase": [f'"{" ".join(pair)}"' for pair in neighbours],
        "the first four letters of a word": [word[:4] for word in chance.choices(long, k=_QUERIES)],
        "a misspelt word": [word[:3] + word[4] + word[3] + word[5:] for word in chance.choices(long, k=_QUERIES)],
        _WORST: [corpus.words[number % 20] for number in range(_QUERIES)],
    }


@contextmanager
def _bucket() -> Iterator[IndexBucket]:
    with in_moto() as endpoint, local_account() as session:
        client = session.client("s3", endpoint_url=endpoint)
        client.create_bucket(Bucket="search")
        yield IndexBucket(client, "search")


def _measure(bucket: IndexBucket, folder: Path, queries: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of the queries that ask S3 first, and of those that come soon after: no query comes twice."""
    now = 0.0
    held = HeldIndex(bucket, folder, print, lambda: now)
    app = App(partial(Renderer, find_templates()), held, print)
    add_routes(app, held)
    _answer(app, "anything")
    between, asking = [], []
    for first, second in batched(queries, 2, strict=True):
        between.append(_answer(app, first))
        now += MAX_AGE
        asking.append(_answer(app, second))
    return asking, between


def _answer(app: App, query: str) -> float:
    asked = event("GET", "/search", f"q={quote(query)}", {"accept_encoding": "gzip, br"}, [])
    before = time.thread_time_ns()
    answer = app.resolve(asked, Context())
    spent = (time.thread_time_ns() - before) / 1e6
    if answer["statusCode"] != 200:
        raise RuntimeError(f"the query {query} was answered {answer['statusCode']}")
    return spent


def _follow(bucket: IndexBucket, folder: Path, comment: Comment) -> float:
    """Milliseconds until a change of one comment is in the bucket, for a function that has kept its copy."""
    keeper = IndexKeeper(bucket, folder)

    def remove(writer: IndexWriter) -> None:
        writer.put_comment(comment.slug, comment.path, None)

    def put_back(writer: IndexWriter) -> None:
        writer.put_comment(comment.slug, comment.path, comment)

    keeper.update(remove)
    before = time.perf_counter_ns()
    keeper.update(put_back)
    return (time.perf_counter_ns() - before) / 1e6
