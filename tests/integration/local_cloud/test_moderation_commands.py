"""`lamppost moderation` and `lamppost people`: what rules would do to the past, and what there is about a person."""

import json
from pathlib import Path

import pytest

from blog.comment import CommentState, Reason
from blog.errors import SettingsOutdated
from lamppost.local_cloud.cloud import Cloud
from storage.comment_desk import CommentDesk
from storage.settings_acts import SettingsActs
from storage.settings_item import SettingsItem
from tests.integration.local_cloud.command import Run
from tests.support.blog import a_comment


def states(desk: CommentDesk) -> dict[str, CommentState]:
    return {comment.text: comment.state for state in CommentState for comment in desk.comments(state)}


def settings_of(cloud: Cloud) -> dict[str, str]:
    return SettingsItem(cloud.database.client, cloud.table_name).read()


@pytest.fixture
def crowd(desk: CommentDesk) -> CommentDesk:
    """Beside three that wait for being new: who was published, who is spam by the owner's word, who by rules."""
    by_owner, by_rules = (Reason("links", "3 links", 100), Reason("owner", "spam")), (Reason("links", "3 links", 100),)
    published = [a_comment(number=n, text=f"Casino {n}", email="rich@example.com") for n in (20, 21)]
    owners = a_comment(number=30, text="Casino of old", state=CommentState.SPAM, reasons=by_owner)
    rules = a_comment(number=31, text="Harmless", state=CommentState.SPAM, reasons=by_rules)
    desk.bring_in("hello", [*published, owners, rules])
    return desk


class TestTry:
    def test_shows_who_would_be_caught_and_why_and_changes_nothing(
        self, run: Run, crowd: CommentDesk, blog_cloud: Cloud
    ):
        before = blog_cloud.database.client.scan(TableName=blog_cloud.table_name)["Items"]
        tried = run("moderation", "try", "held_words=casino")
        assert tried.exit_code == 0
        lines = [line.split("\t") for line in tried.stdout.splitlines()]
        assert [(line[3], line[4], line[5], line[7]) for line in lines] == [
            ("A Reader", "approved", "pending", "Casino 20"),
            ("A Reader", "approved", "pending", "Casino 21"),
        ]
        assert "held_words" in lines[0][6] and "casino" in lines[0][6]
        assert tried.stderr == "Judged anew: 7. Caught: 2. Freed: 0. Decided on, and left alone: 1.\n"
        assert blog_cloud.database.client.scan(TableName=blog_cloud.table_name)["Items"] == before

    def test_and_who_would_be_freed_as_json(self, run: Run, crowd: CommentDesk):
        tried = json.loads(run("moderation", "try", "hold_comments=none", "--json").stdout)
        assert (tried["judged"], tried["decided"]) == (7, 1)
        assert [(each["text"], each["would_be"]) for each in tried["changed"]] == [
            ("Words 0", "approved"), ("Words 1", "approved"), ("Words 2", "approved"),
        ]  # fmt: skip
        newer = run("moderation", "try", "hold_comments=none", "--newer", "2026-11-17 12:00:01", "--json")
        assert [each["text"] for each in json.loads(newer.stdout)["changed"]] == ["Words 2"]

    def test_without_settings_todays_judge(self, run: Run, crowd: CommentDesk):
        run("settings", "set", "forbidden_words=casino")
        tried = json.loads(run("moderation", "try", "--json").stdout)
        moved = {each["text"]: (each["would_be"], each["would_be_reasons"][0]["rule"]) for each in tried["changed"]}
        assert moved["Casino 20"] == ("spam", "forbidden_words")
        assert "Casino of old" not in moved

    def test_a_setting_that_cannot_be_is_refused(self, run: Run, crowd: CommentDesk):
        refused = run("moderation", "try", "hold_links=many")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert refused.stderr == "lamppost: hold_links: must be a whole number from 0 to 100, not 'many'\n"
        assert run("moderation", "try", "hold_links").exit_code == 2


class TestApply:
    def test_to_the_past_is_one_act_that_one_undo_takes_back_settings_and_all(
        self, run: Run, crowd: CommentDesk, blog_cloud: Cloud
    ):
        before = states(crowd)
        applied = run("moderation", "apply", "forbidden_words=casino", "--to-past", "--yes", "--as", "me")
        assert (applied.exit_code, applied.stdout) == (0, "forbidden_words\tcasino\n2 comments moved\n")
        assert settings_of(blog_cloud) == {"forbidden_words": "casino"}
        assert states(crowd) == before | {"Casino 20": CommentState.SPAM, "Casino 21": CommentState.SPAM}
        (moved,) = [each for each in crowd.comments(CommentState.SPAM) if each.text == "Casino 20"]
        assert "forbidden_words" in [reason.rule for reason in moved.reasons]
        assert json.loads(run("moderation", "words", "--json").stdout)["decisions"] == {"spam": 0, "ham": 0}
        (batch,) = json.loads(run("comments", "history", "--json").stdout)
        assert (batch["who"], batch["acts"], batch["why"]) == (
            "me",
            {"settings": 1, "spam": 2},
            "forbidden_words=casino",
        )
        assert run("comments", "undo", batch["batch"]).exit_code == 0
        assert (settings_of(blog_cloud), states(crowd)) == ({}, before)

    def test_and_brings_back_what_was_pinned(self, run: Run, crowd: CommentDesk, blog_cloud: Cloud):
        (pinned,) = [each for each in crowd.comments(CommentState.APPROVED) if each.text == "Casino 20"]
        run("comments", "pin", pinned.id)
        applied = run("moderation", "apply", "held_words=casino", "--to-past", "--yes")
        assert not crowd.find(pinned.id).pinned
        run("comments", "undo", applied.stderr.split()[-1])
        assert crowd.find(pinned.id).pinned

    def test_asks_before_it_moves_any(self, run: Run, crowd: CommentDesk, blog_cloud: Cloud):
        before = states(crowd)
        asked = run("moderation", "apply", "forbidden_words=casino", "--to-past")
        assert (asked.exit_code, "Move 2 comments? [y/N]" in asked.stderr) == (1, True)
        assert (settings_of(blog_cloud), states(crowd)) == ({}, before)

    def test_without_the_past_moves_none(self, run: Run, crowd: CommentDesk, blog_cloud: Cloud):
        before = states(crowd)
        assert run("moderation", "apply", "forbidden_words=casino").stdout == "forbidden_words\tcasino\n"
        assert (settings_of(blog_cloud), states(crowd)) == ({"forbidden_words": "casino"}, before)
        assert run("moderation", "apply", "--to-past", "--yes").stdout == "3 comments moved\n"
        assert states(crowd)["Casino 20"] is CommentState.SPAM
        assert states(crowd)["Harmless"] is CommentState.APPROVED

    def test_stopped_halfway_the_same_command_does_the_rest(
        self, run: Run, crowd: CommentDesk, blog_cloud: Cloud, monkeypatch: pytest.MonkeyPatch
    ):
        def stopped(*_: object, **__: object) -> bool:
            raise SettingsOutdated

        with monkeypatch.context() as patched:
            patched.setattr(SettingsActs, "change", stopped)
            refused = run("moderation", "apply", "forbidden_words=casino", "hold_comments=none", "--to-past", "--yes")
        assert refused.stderr.splitlines()[-1].startswith("lamppost: somebody else has changed the settings")
        assert run("moderation", "apply", "forbidden_words=casino", "hold_comments=none", "--to-past").exit_code == 0
        assert settings_of(blog_cloud) == {"forbidden_words": "casino", "hold_comments": "none"}

    @pytest.mark.parametrize("arguments", [(), ("hold_links=1", "--newer", "7d")])
    def test_what_makes_no_sense_is_refused(self, run: Run, crowd: CommentDesk, arguments: tuple[str, ...]):
        assert run("moderation", "apply", *arguments).exit_code == 2


def test_words_are_learned_from_decisions_and_anew_from_all_that_stand(run: Run, crowd: CommentDesk):
    first, *_ = [comment.id for comment in crowd.comments(CommentState.PENDING)]
    run("comments", "approve", first)
    told = run("moderation", "words")
    assert told.stderr == "Learned from 0 comments that you called spam and 1 that you approved.\n"
    assert ["words", "ham", "0", "1"] in [line.split("\t") for line in told.stdout.splitlines()]
    anew = run("moderation", "learn", "--anew")
    assert anew.stdout == "Learned from 1 comment that you called spam and 1 that you approved.\n"
    assert run("moderation", "learn").stdout == anew.stdout
    (spam, *_) = json.loads(run("moderation", "words", "--limit", "1", "--json").stdout)["words"]["spam"]
    assert (spam["spam"], spam["ham"]) == (1, 0)


class TestPeople:
    def test_everything_about_a_person_is_handed_out(self, run: Run, crowd: CommentDesk, tmp_path: Path):
        run("settings", "set", "blocked=rich@example.com")
        (one, *_) = [each for each in crowd.comments(CommentState.APPROVED) if each.email == "rich@example.com"]
        run("comments", "hold", one.id)
        exported = json.loads(run("people", "export", "Rich@Example.com").stdout)
        assert [each["text"] for each in exported["comments"]] == ["Casino 20", "Casino 21"]
        assert [each["kind"] for each in exported["history"]] == ["hold"]
        assert (exported["approved_comments"], exported["settings"]) == (1, ["blocked"])
        assert any("35 days" in each for each in exported["not_here"])
        run("people", "export", "rich@example.com", "--to", str(tmp_path / "all.json"))
        assert json.loads((tmp_path / "all.json").read_text())["comments"] == exported["comments"]

    @pytest.mark.parametrize(("way", "gaps"), [("--keep-places", 2), ("--remove", 0)])
    def test_is_erased_with_a_receipt_that_does_not_say_who(self, run: Run, crowd: CommentDesk, way: str, gaps: int):
        asked = run("people", "erase", "rich@example.com", way)
        assert (asked.exit_code, "Erase 2 comments of rich@example.com? That cannot be undone." in asked.stderr) == (
            1,
            True,
        )
        done = run("people", "erase", "rich@example.com", way, "--yes")
        receipt = json.loads(done.stdout)
        assert (done.exit_code, receipt["erased"], receipt["places_kept"]) == (0, 2, gaps)
        assert "rich@example.com" not in done.output
        assert run("comments", "thread", "hello").stdout.count("(deleted by its author)") == gaps
        assert json.loads(run("people", "export", "rich@example.com").stdout)["comments"] == []

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("rich@example.com",), "--keep-places or --remove"),
            (("rich", "--remove"), "'rich' is no e-mail address"),
            (("rich@example.com", "--remove", "--to", "no/such/folder"), "cannot be written"),
        ],
    )
    def test_is_not_erased_without_saying_how_or_whom(
        self, run: Run, crowd: CommentDesk, arguments: tuple[str, ...], said: str
    ):
        refused = run("people", "erase", *arguments, "--yes")
        assert (refused.exit_code, said in refused.stderr) == (2, True)
        assert len(states(crowd)) == 8
