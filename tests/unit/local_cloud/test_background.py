"""What goes on beside the requests, and how it ends."""

from threading import Event, Semaphore
from threading import enumerate as enumerate_threads

from botocore.exceptions import EndpointConnectionError

from lamppost.local_cloud.background import Job, repeated


def test_a_job_is_done_again_and_again_until_the_block_ends():
    done, ended = Semaphore(0), Event()
    with repeated([Job("Counting", done.release, lambda: 0.001)], ended, print):
        assert all(done.acquire(timeout=10) for _ in range(3))
        assert not ended.is_set()
    assert ended.is_set()
    assert "Counting" not in {thread.name for thread in enumerate_threads()}


def test_a_job_whose_database_has_gone_says_so_once_and_ends():
    lines, tries, said = [], [], Event()

    def fail() -> None:
        tries.append(1)
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")

    def log(line: str) -> None:
        lines.append(line)
        said.set()

    with repeated([Job("The stream of T", fail, lambda: 0.001)], Event(), log):
        assert said.wait(10)
    assert lines == ['The stream of T has ended: Could not connect to the endpoint URL: "http://127.0.0.1:9"']
    assert len(tries) == 1
