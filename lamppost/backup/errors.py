"""Why a backup is not made, or not restored."""

from collections.abc import Sequence

from lamppost.errors import LamppostError
from lamppost.output import counted


class NotAPlace(LamppostError):
    def __init__(self, text: str) -> None:
        super().__init__(f"'{text}' is no place for a backup: name a folder, or s3://bucket/prefix")


class PlaceTaken(LamppostError):
    def __init__(self, place: object) -> None:
        super().__init__(f"{place} holds something already: name a folder or prefix that is new or empty")


class AnotherBackup(LamppostError):
    def __init__(self, place: object, table: str) -> None:
        super().__init__(
            f"{place} holds an unfinished backup of another table, or of one that has been made anew ({table}): "
            "delete it, or name another place"
        )


class InUse(LamppostError):
    def __init__(self, place: object) -> None:
        super().__init__(f"another `lamppost backup` is writing to {place}: wait for it")


class StreamForgot(LamppostError):
    def __init__(self, place: object) -> None:
        super().__init__(
            f"the backup in {place} was begun too long ago: the table's stream has forgotten what was written since, "
            "because it keeps a day; delete it and begin again"
        )


class NeverQuiet(LamppostError):
    def __init__(self, minutes: float, seconds: float) -> None:
        super().__init__(
            f"the table was written to without a pause of {seconds:g} s for {minutes:g} minutes, so no moment could be "
            "found between two writes; what was read is kept: the same command goes on, at a quieter time"
        )


class NoBackup(LamppostError):
    def __init__(self, place: object) -> None:
        super().__init__(f"{place} holds no finished backup: there is no manifest.json; `lamppost backup` finishes one")


class UnknownFormat(LamppostError):
    def __init__(self, place: object, problem: str) -> None:
        super().__init__(f"{place}: this version of Lamppost cannot read its manifest.json: {problem}")


class Damaged(LamppostError):
    """`faults` has one sentence for each."""

    def __init__(self, place: object, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join([f"{place} is damaged, and cannot be restored:", *faults]))


class NotEmpty(LamppostError):
    def __init__(self, what: str, found: str) -> None:
        super().__init__(
            f"{what} holds what is not in this backup: {found}. Nothing was written. Restore into a new stack, a local "
            "blog that was started by `lamppost serve --empty`, or another --database; media may stay: --without-media"
        )


class NoMediaBucket(LamppostError):
    def __init__(self, count: int) -> None:
        super().__init__(
            f"the backup holds {counted(count, 'media object')}, and this blog has no bucket for them: restore to a "
            "stack or to --local, or leave them out by --without-media"
        )


class RestoredOtherwise(LamppostError):
    def __init__(self, problem: str) -> None:
        super().__init__(
            f"what was read back is not what the backup holds: {problem}. Either somebody wrote at the same time (a "
            "scheduled article's time may have come), or something was lost: the same command writes what is missing"
        )
