"""Whether a backup is what was written: every file, every line, every digest."""

from collections import Counter
from collections.abc import Callable, Iterator

from lamppost.backup import media
from lamppost.backup.files import Fault, read_lines
from lamppost.backup.lines import SetDigest, digest_of, item_in, key_of, kind_of
from lamppost.backup.manifest import Manifest, Part
from lamppost.backup.places import Place
from storage.values import Item

type See = Callable[[Item, bytes], None]


def check(manifest: Manifest, place: Place, see: See = lambda *_: None) -> list[str]:
    """A sentence for each fault; `see` is called with each item and its digest on the way."""
    faults = _check_items(manifest, place, see)
    return faults + (list(media.check(manifest.media, place)) if manifest.media else [])


def items_in(place: Place, part: Part) -> Iterator[Item]:
    """Raises `Fault`."""
    for number, line in enumerate(read_lines(place, part), 1):
        try:
            item = item_in(line)
            key_of(item)
        except (ValueError, KeyError, TypeError) as error:
            raise Fault(f"{part.name}, line {number}, is no item: {error}") from error
        yield item


def _check_items(manifest: Manifest, place: Place, see: See) -> list[str]:
    kinds: Counter[str] = Counter()
    digest, faults, last = SetDigest(), [], ("", "")
    for part in manifest.items.parts:
        try:
            for item in items_in(place, part):
                key, its_digest = key_of(item), digest_of(item)
                if key <= last:
                    raise Fault(f"{part.name} is out of order at {' '.join(key)}")
                last = key
                kinds[kind_of(*key)] += 1
                digest.add(its_digest)
                see(item, its_digest)
        except Fault as fault:
            faults.append(str(fault))
    said = (manifest.items.count, manifest.items.kinds, manifest.items.digest)
    if not faults and (kinds.total(), dict(kinds), str(digest)) != said:
        faults.append("the items are not those that manifest.json counts: a file was exchanged")
    return faults
