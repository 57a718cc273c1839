"""What is left of a function's time: no request to AWS is begun that could outlast it.

Retries, pauses and second requests add up to more than Lambda gives, and a function that runs out of time answers
nobody. So each attempt asks here first, botocore's own ones too; who comes too late is told `TooBusy`, which is a page
with every word that was typed.
"""

import time
from collections.abc import Callable
from typing import Any

from blog.errors import TooBusy

# For what is left to do when the last request was in vain: another page to render, on a small machine.
_FOR_THE_PAGE = 1.0


class RequestTime:
    """Watches clients from init on; `begin` is called when a request comes in. Before that there is no limit."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._over_at = float("inf")

    def begin(self, context: Any) -> None:
        """Takes the time from Lambda's context.

        https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
        """
        self._over_at = self._seconds() + context.get_remaining_time_in_millis() / 1000

    def watch(self, client: Any) -> None:
        """From now on, attempts of a boto3 client are begun only in time, or raise `TooBusy`.

        The longest one is when nothing can be connected to at first, and then nothing is said.
        """
        config = client.meta.config
        needed = config.connect_timeout + config.read_timeout + _FOR_THE_PAGE

        def check(**_: Any) -> None:
            if self._seconds() + needed > self._over_at:
                raise TooBusy

        # Raised here it is not taken for an answer of the network, which would be tried again.
        client.meta.events.register(f"request-created.{client.meta.service_model.service_id.hyphenize()}", check)
