"""What was kept is brought back: every item, every object, every page, to the byte."""

import gzip
import json
import stat
from datetime import UTC, datetime

import pytest

from blog.settings import Settings
from lamppost.backup.errors import (
    AnotherBackup,
    Damaged,
    NoBackup,
    NoMediaBucket,
    NotAPlace,
    NotEmpty,
    PlaceTaken,
    StreamForgot,
    UnknownFormat,
)  # fmt: skip
from lamppost.backup.making import make
from lamppost.backup.places import Prefix, place_of
from lamppost.backup.restoring import restore
from lamppost.backup.spool import spool_at
from lamppost.demo import plant
from storage import keys
from storage.settings_item import SettingsItem
from tests.integration.backup.conftest import Keeping, bucket
from tests.support.blog import Blog, an_article

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = {"pk": {"S": "TYPES"}, "sk": {"S": "TYPES"}}
EVERY_TYPE = KEY | {
    "text": {"S": "é\u2028\x00\U0001f4a1 \"quoted\"\n"},
    "empty": {"S": ""},
    "whole": {"N": "12345678901234567890123456789012345678"},
    "fraction": {"N": "-0.00000000000000000000000000000000000012"},
    "large": {"N": "99999999999999999999999999999999999999000000000000"},
    "bytes": {"B": bytes(range(256))},
    "no": {"BOOL": False},
    "nothing": {"NULL": True},
    "texts": {"SS": ["b", "a", ""]},
    "numbers": {"NS": ["10", "9", "-1.5"]},
    "binaries": {"BS": [b"\xff", b"\x00"]},
    "list": {"L": [{"M": {"deep": {"L": [{"B": b"\x01"}, {"N": "1"}]}}}, {"SS": ["z"]}]},
    "map": {"M": {}},
}  # fmt: skip


def as_sets(item):
    return {
        name: {kind: frozenset(held) if kind in ("SS", "NS", "BS") else held for kind, held in value.items()}
        for name, value in item.items()
    }


@pytest.mark.slow
def test_the_demo_comes_back_and_its_pages_are_the_same_to_the_byte(kept: Keeping, empty: Keeping, tmp_path):
    plant(kept.store.client, kept.store.name, NOW)
    made = kept.keep(tmp_path / "b")
    empty.bring_back(tmp_path / "b")
    assert empty.items() == kept.items()
    assert made.items.count == sum(made.items.kinds.values()) == len(kept.items())
    before, after = (Blog(each.store, settings=None) for each in (kept, empty))
    for blog in (before, after):
        blog.now = NOW
    addresses = ["/", "/rss.xml", "/archive", "/tags", *(f"/{slug}" for slug in published(kept))]
    assert len(addresses) > 10
    for address in addresses:
        found, again = before.get(address), after.get(address)
        assert (found.status, found.headers, found.content) == (again.status, again.headers, again.content)
        assert found.status == 200 or found.headers["Location"]


def published(kept: Keeping) -> list[str]:
    return [keys.slug_of(item["pk"]["S"]) for item in kept.items() if item["sk"]["S"] == keys.PUBLIC_HEAD]


def test_values_of_every_type_survive(kept: Keeping, empty: Keeping, tmp_path):
    kept.store.client.put_item(TableName=kept.store.name, Item=EVERY_TYPE)
    kept.keep(tmp_path / "b")
    empty.bring_back(tmp_path / "b")
    (found,) = empty.items()
    assert as_sets(found) == as_sets(EVERY_TYPE)


def test_an_expired_item_is_brought_back_and_may_be_missed(kept: Keeping, empty: Keeping, tmp_path):
    kept.store.client.put_item(TableName=kept.store.name, Item=KEY | {"expires_at": {"N": "1000000000"}})
    kept.keep(tmp_path / "b")
    put = empty.store.client.meta.events

    def delete_at_once(**_):
        empty.store.client.delete_item(TableName=empty.store.name, Key=KEY)

    put.register("after-call.dynamodb.BatchWriteItem", delete_at_once)
    empty.bring_back(tmp_path / "b")
    assert empty.items() == []
    put.unregister("after-call.dynamodb.BatchWriteItem", delete_at_once)
    empty.bring_back(tmp_path / "b")
    assert empty.items() == kept.items() != []


def test_the_same_table_makes_the_same_files_in_the_order_of_keys(kept: Keeping, tmp_path):
    for slug in ("b", "a", "c"):
        kept.store.articles.save(an_article(slug))
    first, second = kept.keep(tmp_path / "a"), kept.keep(tmp_path / "b")
    assert first.items == second.items
    (part,) = first.items.parts
    assert (tmp_path / "a" / part.name).read_bytes() == (tmp_path / "b" / part.name).read_bytes()
    lines = [json.loads(line) for line in gzip.decompress((tmp_path / "a" / part.name).read_bytes()).splitlines()]
    keys = [(line["pk"]["S"], line["sk"]["S"]) for line in lines]
    assert keys == sorted(keys)


def test_nobody_else_may_read_it(kept: Keeping, tmp_path):
    kept.media = bucket("media", picture=b"content")
    kept.store.articles.save(an_article())
    kept.keep(tmp_path / "b")
    found = {each: stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "b", *(tmp_path / "b").rglob("*"))}
    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o700}
    assert not (tmp_path / "b" / "unfinished").exists()


class TestMedia:
    def test_come_back_with_what_was_said_of_them(self, kept: Keeping, empty: Keeping, tmp_path):
        kept.media, empty.media = bucket("kept-media", **{"../x": b"one", "b": b"two"}), bucket("restored-media")
        more = {"ContentType": "image/webp", "CacheControl": "max-age=1", "Metadata": {"width": "640"}}
        kept.media.client.put_object(Bucket="kept-media", Key="a/é.webp", Body=b"one", **more)
        made = kept.keep(tmp_path / "b")
        assert (made.media.count, made.media.bytes) == (3, 9)
        assert len(list((tmp_path / "b" / "media").iterdir())) == 2  # the same content is there once
        for _ in range(2):
            empty.bring_back(tmp_path / "b")
        client = empty.media.client
        found = client.get_object(Bucket="restored-media", Key="a/é.webp")
        assert {name: found[name] for name in more} | {"Body": found["Body"].read()} == more | {"Body": b"one"}
        assert [each["Key"] for each in empty.media.listed()] == ["../x", "a/é.webp", "b"]

    def test_need_a_bucket_unless_they_are_left_out(self, kept: Keeping, empty: Keeping, tmp_path):
        kept.media = bucket("kept-media", a=b"one")
        kept.store.articles.save(an_article())
        kept.keep(tmp_path / "b")
        with pytest.raises(NoMediaBucket, match="1 media object"):
            empty.bring_back(tmp_path / "b")
        assert empty.items() == []
        empty.bring_back(tmp_path / "b", with_media=False)
        assert empty.items() == kept.items()

    def test_that_are_there_already_are_left_however_they_came_there(self, kept: Keeping, empty: Keeping, tmp_path):
        kept.media, empty.media = bucket("kept-media", a=b"one", b=b"two"), bucket("restored-media", a=b"one")
        kept.store.articles.save(an_article())
        kept.keep(tmp_path / "b")
        written: list[str] = []
        events = empty.media.client.meta.events
        events.register("provide-client-params.s3.PutObject", lambda params, **_: written.append(params["Key"]))
        empty.bring_back(tmp_path / "b")
        assert written == ["b"]

    def test_another_object_of_the_same_name_is_not_overwritten(self, kept: Keeping, empty: Keeping, tmp_path):
        kept.media, empty.media = bucket("kept-media", a=b"one"), bucket("restored-media", a=b"two")
        kept.store.articles.save(an_article())
        kept.keep(tmp_path / "b")
        with pytest.raises(NotEmpty, match="object a"):
            empty.bring_back(tmp_path / "b")
        empty.bring_back(tmp_path / "b", with_media=False)
        assert empty.media.client.get_object(Bucket="restored-media", Key="a")["Body"].read() == b"two"

    def test_are_not_mixed_with_others(self, kept: Keeping, empty: Keeping, tmp_path):
        kept.media, empty.media = bucket("kept-media", a=b"one", c=b"3"), bucket("restored-media", b=b"mine")
        kept.store.articles.save(an_article())
        kept.keep(tmp_path / "b")
        with pytest.raises(NotEmpty, match="object b"):
            empty.bring_back(tmp_path / "b")
        assert empty.items() == []


class TestABucketForBackups:
    def test_holds_what_a_folder_would_and_encrypted(self, kept: Keeping, empty: Keeping, tmp_path, monkeypatch):
        monkeypatch.setenv("LAMPPOST_FOLDER", str(tmp_path))
        kept.store.articles.save(an_article())
        kept.media, empty.media = bucket("kept-media", a=b"one"), bucket("restored-media")
        backups = bucket("backups", **{"other/thing": b""})
        place = place_of("s3://backups/of/today/")
        made = make(kept.source, place)
        names = [each["Key"] for each in backups.listed() if each["Key"].startswith("of/today/")]
        digest = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
        assert names == [f"of/today/{name}" for name in (
            "items-00001.jsonl.gz", "manifest.json", "media.jsonl.gz", f"media/{digest}")]  # fmt: skip
        heads = [backups.client.head_object(Bucket="backups", Key=name) for name in names]
        assert {head["ServerSideEncryption"] for head in heads} == {"AES256"}
        assert restore(Prefix("backups", "of/today"), empty.destination) == made
        assert empty.items() == kept.items()
        with pytest.raises(PlaceTaken):
            make(kept.source, place)

    @pytest.mark.parametrize("text", ["", "s3://", "s3:///x", "https://example.org/b", "s3://bucket/x?versionId=1"])
    def test_has_an_address(self, text):
        with pytest.raises(NotAPlace):
            place_of(text)


class TestRefusals:
    @pytest.fixture
    def folder(self, kept: Keeping, tmp_path):
        kept.store.articles.save(an_article())
        SettingsItem(kept.store.client, kept.store.name).save({"title": "Earlier"})
        kept.media = bucket("kept-media", a=b"one")
        kept.keep(tmp_path / "b")
        return tmp_path / "b"

    @pytest.fixture
    def empty(self, empty: Keeping):
        empty.media = bucket("restored-media")
        return empty

    def test_a_table_with_anything_else_in_it(self, folder, empty: Keeping):
        empty.store.articles.save(an_article("mine"))
        before = empty.items()
        with pytest.raises(NotEmpty, match=r"1 ARTICLE, 1 BODY.*serve --empty"):
            empty.bring_back(folder)
        assert empty.items() == before

    def test_a_table_in_which_an_item_is_another_version(self, folder, kept: Keeping, empty: Keeping):
        SettingsItem(empty.store.client, empty.store.name).save({"title": "Mine"})
        with pytest.raises(NotEmpty, match="1 SETTINGS"):
            empty.bring_back(folder)

    @pytest.mark.parametrize("name", ["items-00001.jsonl.gz", "media.jsonl.gz", "media/*"])
    @pytest.mark.parametrize("harm", ["cut", "changed", "missing"])
    def test_a_damaged_backup(self, folder, empty: Keeping, name: str, harm: str):
        (file,) = folder.glob(name)
        whole = file.read_bytes()
        if harm == "missing":
            file.unlink()
        else:
            file.write_bytes(whole[:-1] if harm == "cut" else whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(Damaged, match=file.name):
            empty.bring_back(folder)
        assert empty.items() == []

    def test_a_file_of_another_backup_whose_digest_was_written_into_the_manifest(self, folder, kept, empty, tmp_path):
        SettingsItem(kept.store.client, kept.store.name).save({"title": "Later"})
        later = kept.keep(tmp_path / "later")
        part = later.items.parts[0]
        said = json.loads((folder / "manifest.json").read_text())
        said["items"]["parts"][0]["sha256"] = part.sha256
        (folder / "manifest.json").write_text(json.dumps(said))
        (folder / part.name).write_bytes((tmp_path / "later" / part.name).read_bytes())
        with pytest.raises(Damaged, match="exchanged"):
            empty.bring_back(folder)

    def test_an_unfinished_one(self, folder, empty: Keeping):
        (folder / "manifest.json").unlink()
        with pytest.raises(NoBackup, match="manifest"):
            empty.bring_back(folder)

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "lamppost-backup", "version": 2}'])
    def test_a_manifest_of_another_version(self, folder, empty: Keeping, text: str):
        (folder / "manifest.json").write_text(text)
        with pytest.raises(UnknownFormat):
            empty.bring_back(folder)

    def test_to_write_where_something_is(self, folder, kept: Keeping):
        with pytest.raises(PlaceTaken):
            kept.keep(folder)
        with pytest.raises(PlaceTaken):
            kept.keep(folder / "manifest.json")


class TestGoingOn:
    def begin(self, kept: Keeping, folder):
        """A backup that is stopped at its Scan."""
        kept.store.articles.save(an_article())
        with kept.store.dies_after(1):
            kept.keep(folder)

    def test_not_after_the_stream_has_forgotten(self, kept: Keeping, tmp_path):
        self.begin(kept, tmp_path)
        with spool_at(place_of(str(tmp_path))) as spool:
            spool.note("began_at", "2026-01-01T00:00:00+00:00")
        with pytest.raises(StreamForgot, match="delete it and begin again"):
            kept.keep(tmp_path)

    def test_not_with_another_table(self, kept: Keeping, empty: Keeping, tmp_path):
        self.begin(kept, tmp_path)
        with pytest.raises(AnotherBackup):
            empty.keep(tmp_path)


def test_settings_with_their_secrets_are_kept(kept: Keeping, empty: Keeping, tmp_path):
    SettingsItem(kept.store.client, kept.store.name).save({"akismet_key": "0123456789ab"})
    kept.keep(tmp_path)
    empty.bring_back(tmp_path)
    assert Settings.read(empty.store.settings.read()).akismet_key == "0123456789ab"
