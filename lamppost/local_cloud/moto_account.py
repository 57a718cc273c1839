"""moto, which stands for AWS: in this process, and on loopback for other processes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def in_moto() -> Iterator[str]:
    """From here on, clients of this process lead to moto, unless they have an endpoint; gives that of its server."""
    # moto and Flask take a while to import, which only this needs.
    from moto import mock_aws

    from lamppost.local_cloud.moto_repairs import repaired

    with mock_aws(), repaired(), moto_server() as endpoint:
        yield endpoint


@contextmanager
def moto_server() -> Iterator[str]:
    """Its endpoint, for clients that are told of it."""
    from moto.server import ThreadedMotoServer

    # It would write a line for each request of each command.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()
