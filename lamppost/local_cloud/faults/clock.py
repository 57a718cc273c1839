"""A wrong clock for the functions, and for nobody else in the process."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from types import ModuleType


class _AnyDatetime(type):
    """A moment is one, whoever has made it."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


@contextmanager
def shifted_clock(skew: Callable[[], timedelta]) -> Iterator[Callable[[ModuleType, Path], None]]:
    """Gives what shifts the clock of a module, and of all modules below a folder; they are right again afterwards.

    What asks `datetime.now` is told another time. What measures how long something takes is right, as it is in Lambda.
    """

    class Shifted(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + skew()

    shifted: list[ModuleType] = []

    def shift(module: ModuleType, folder: Path) -> None:
        below = [each for each in list(sys.modules.values()) if _is_below(each, folder)]
        for each in (module, *below):
            if vars(each).get("datetime") is datetime:
                vars(each)["datetime"] = Shifted
                shifted.append(each)

    try:
        yield shift
    finally:
        for each in shifted:
            vars(each)["datetime"] = datetime


def _is_below(module: ModuleType, folder: Path) -> bool:
    return folder in Path(getattr(module, "__file__", None) or ".").parents
