"""What a table's stream has told since a backup began, put in its place until nothing more comes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html: the records of an item stand in one shard
and its descendants, in their order; a shard is closed after some hours, or when its partition is split, and a stream
keeps its records for a day. A record holds the item as it was then, so reading it once more does no harm.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lamppost.backup.errors import NeverQuiet, StreamForgot
from lamppost.backup.places import Place
from lamppost.backup.spool import Spool
from lamppost.local_cloud.streams import shards_of

_PATIENCE_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """`quiet` is for how many seconds nothing may come before all has come; the rest is time itself, for tests.

    DynamoDB's stream is behind its table by less than a second, as a rule, and an empty answer does not mean that there
    is no more; a database in one process has no such delay.
    """

    quiet: float
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic


class Stream:
    """The stream `arn`, through a client of DynamoDB Streams; the places in it are the spool's."""

    def __init__(self, client: Any, arn: str, spool: Spool, place: Place) -> None:
        self._client, self._arn, self._spool, self._place = client, arn, spool, place
        self._iterators: dict[str, str] = {}
        # Each shard's parent, or ''. DescribeStream takes ten requests a second, so it is asked only for new ones.
        self._parents: dict[str, str] = {}

    def begin(self) -> None:
        """Notes where to read from, before the Scan: not in a closed shard, whose changes the table holds already."""
        for shard in shards_of(self._client, self._arn):
            is_closed = "EndingSequenceNumber" in shard["SequenceNumberRange"]
            self._spool.note_shard(shard["ShardId"], "", is_read=is_closed)

    def catch_up(self, waiting: Waiting, tell: Callable[[int], None]) -> None:
        """Reads until nothing has come for a while. Raises `NeverQuiet`, `StreamForgot`."""
        begun = waiting.clock()
        quiet_since, total = begun, 0
        while (asked_at := waiting.clock()) - begun < _PATIENCE_MINUTES * 60:
            read = self.read()
            total += read
            tell(total)
            if read:
                # Whatever was written later may still be on its way.
                quiet_since = waiting.clock()
            elif asked_at - quiet_since >= waiting.quiet:
                return
            else:
                waiting.pause(min(0.5, waiting.quiet))
        raise NeverQuiet(_PATIENCE_MINUTES, waiting.quiet)

    def read(self) -> int:
        """The next records of every shard whose turn it is; how many there were. Raises `StreamForgot`."""
        known = self._spool.shards()
        if not self._parents:
            self._parents = {
                each["ShardId"]: each.get("ParentShardId", "") for each in shards_of(self._client, self._arn)
            }
            if any(not is_read and shard not in self._parents for shard, (_, is_read) in known.items()):
                raise StreamForgot(self._place)
        unread = {shard for shard in self._parents if not known.get(shard, ("", False))[1]}
        turns = [shard for shard in self._parents if shard in unread and self._parents[shard] not in unread]
        count = sum(self._read(shard) for shard in turns)
        if not count:
            self._parents = {}
        return count

    def _read(self, shard: str) -> int:
        position, _ = self._spool.shards().get(shard, ("", False))
        errors = self._client.exceptions
        try:
            iterator = self._iterators.pop(shard, "") or self._open(shard, position)
            answer = self._client.get_records(ShardIterator=iterator)
        except errors.ExpiredIteratorException:
            return 0  # the machine slept; the next time it is opened where it was
        except (errors.TrimmedDataAccessException, errors.ResourceNotFoundException) as error:
            raise StreamForgot(self._place) from error
        records, following = answer["Records"], answer.get("NextShardIterator", "")
        self._iterators[shard] = following
        if records or not following:
            with self._spool.together():
                for record in records:
                    self._apply(record["dynamodb"])
                last = records[-1]["dynamodb"]["SequenceNumber"] if records else position
                self._spool.note_shard(shard, last, is_read=not following)
        if not following:
            self._parents = {}
        return len(records)

    def _open(self, shard: str, position: str) -> str:
        asked = {"StreamArn": self._arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
        if position:
            asked |= {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": position}
        return self._client.get_shard_iterator(**asked)["ShardIterator"]

    def _apply(self, change: dict[str, Any]) -> None:
        if "NewImage" in change:
            self._spool.put([change["NewImage"]])
        else:
            self._spool.delete(change["Keys"])
