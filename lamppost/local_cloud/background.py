"""Threads that do something again and again, beside the requests, until the cloud is shut down."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread

from botocore.exceptions import BotoCoreError, ClientError

from lamppost.local_cloud.log import write_line

# What is under way gets this long to end; a function that takes longer is left alone.
_GRACE = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """`work` is called after each `pause`, in seconds; `name` is what it is, for the log."""

    name: str
    work: Callable[[], None]
    pause: Callable[[], float]


@contextmanager
def repeated(jobs: Iterable[Job], ended: Event, log: Callable[[str], None] = write_line) -> Iterator[None]:
    """Each job in a thread of its own while the block runs; `ended` is set when it does not any more."""
    threads = [Thread(target=_repeat, args=(job, ended, log), name=job.name, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(_GRACE)


def _repeat(job: Job, ended: Event, log: Callable[[str], None]) -> None:
    while not ended.wait(job.pause()):
        try:
            job.work()
        except (BotoCoreError, ClientError) as error:
            # Another database may end before this cloud does.
            if not ended.is_set():
                log(f"{job.name} has ended: {error}")
            return
