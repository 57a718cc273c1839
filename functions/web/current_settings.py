"""The owner's settings in memory: asked for anew beside a page's own question, never before it.

Reading them first would be a second round trip. So a request that finds them older than `MAX_AGE` has them read by
another thread while it asks for its page, and takes them up when it needs them, which is when the page is there.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from blog.errors import TooBusy
from blog.settings import Settings
from web.app import utc_now

# How long after `lamppost settings set` a warm function may still show what was. Less than the stream waits before it
# calls (MaximumBatchingWindowInSeconds), so that no page of before is kept by the edge after it was told to forget.
MAX_AGE = timedelta(seconds=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


class CurrentSettings:
    """`read` gives the stored texts in one request, from any thread.

    `spare` are the settings of a function that can do without: those that it has where it has never been told any.
    """

    def __init__(
        self,
        read: Callable[[], Mapping[str, str]],
        clock: Callable[[], datetime] = utc_now,
        *,
        spare: Settings | None = None,
    ) -> None:
        self._read = read
        self._clock = clock
        self._spare = spare
        self._threads = ThreadPoolExecutor(1, "settings")
        self._reading: Future[Mapping[str, str]] | None = None
        self._settings: Settings | None = None
        self._asked_at = _NEVER

    def begin(self) -> None:
        """Called when a request comes in. What an earlier one asked for and did not need is not taken for new."""
        now = self._clock()
        # Either way: a clock that was put back must not make them last.
        if abs(now - self._asked_at) > MAX_AGE:
            self._reading, self._asked_at = self._threads.submit(self._read), now

    def known(self) -> Settings:
        """The settings as this process knows them, for what must be known before the page is asked for."""
        return self._settings or self.get()

    def get(self) -> Settings:
        """The settings, those of before where the table is too busy to be asked, or else the spare ones.

        Raises `TooBusy` where there are none.
        """
        self._take_up()
        found = self._settings or self._spare
        if found is None:
            raise TooBusy
        return found

    def are_known(self) -> bool:
        """Whether what `get` gives is the owner's, of now or of before."""
        self._take_up()
        return self._settings is not None

    def _take_up(self) -> None:
        if self._reading:
            reading, self._reading = self._reading, None
            try:
                self._settings = Settings.read(reading.result())
            except TooBusy:
                self._asked_at = _NEVER
