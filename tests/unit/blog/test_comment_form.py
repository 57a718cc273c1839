import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.comment_form import LIMITS, TRAP_FIELD, WORDS_ONLY, CommentForm, FormAct

GOOD = {"author": "A Reader", "email": "reader@example.org", "url": "https://example.org/", "comment": "Well said."}


def faults(**fields):
    return [(fault.field, fault.code) for fault in CommentForm.read(GOOD | fields).faults()]


def test_a_complete_form_has_no_faults():
    assert faults() == []
    assert faults(url="") == []


@pytest.mark.parametrize("name", ["author", "email", "comment"])
@pytest.mark.parametrize("empty", ["", "   ", "\x00\x01", "\u202e"])
def test_what_is_required_cannot_be_empty_nor_invisible(name, empty):
    assert faults(**{name: empty}) == [(name, "required")]


def test_where_nobody_asks_for_names_words_are_enough():
    form = CommentForm.read({"comment": "Well said."})
    assert form.faults(WORDS_ONLY) == ()
    assert [fault.field for fault in CommentForm.read({"email": "nobody"}).faults(WORDS_ONLY)] == ["email", "comment"]


@pytest.mark.parametrize(("sent", "act"), [("edit", FormAct.EDIT), ("", FormAct.POST), ("steal", FormAct.POST)])
def test_the_button_says_what_to_do_and_an_unknown_one_posts(sent, act):
    assert CommentForm.read(GOOD | {"act": sent}).act is act


@pytest.mark.parametrize("name", LIMITS)
def test_a_field_may_have_as_many_characters_as_its_limit_and_no_more(name):
    start = {"email": "a@", "url": "https://"}.get(name, "")
    end = {"email": ".example.org", "url": ".org"}.get(name, "")
    fitting = start + "x" * (LIMITS[name] - len(start) - len(end)) + end
    assert faults(**{name: fitting}) == []
    assert faults(**{name: fitting + "x"}) == [(name, "too_long")]


@pytest.mark.parametrize(
    "email", ["reader", "@example.org", "a@b", "a b@example.org", "a@@example.org", "a@example..org"]
)
def test_what_is_no_email_address_is_refused(email):
    assert faults(email=email) == [("email", "malformed")]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "https://",
        "https://localhost",
        "http://[::1",
        "//",
    ],
)
def test_only_web_addresses_are_linked(url):
    assert faults(url=url) == [("url", "malformed")]


def test_a_web_address_without_a_scheme_gets_one():
    assert CommentForm.read(GOOD | {"url": "example.org/me"}).url == "https://example.org/me"
    assert CommentForm.read(GOOD | {"url": "example.org:8080"}).url == "https://example.org:8080"


def test_bidirectional_overrides_and_controls_are_left_out():
    form = CommentForm.read(GOOD | {"author": "gro.\u202eelpmaxe\u2066\x00", "comment": "a\r\nb\x08\tc\n"})
    assert (form.author, form.comment) == ("gro.elpmaxe", "a\nb\tc")


def test_words_of_every_script_arrive_unchanged():
    words = "Καλημέρα, שלום, مرحبا, こんにちは, 👩‍👩‍👧."
    assert CommentForm.read(GOOD | {"comment": words}).comment == words


def test_the_trap_is_read():
    assert CommentForm.read(GOOD | {TRAP_FIELD: "x"}).trap == "x"


def test_the_same_words_have_the_same_digest_and_others_another():
    form = CommentForm.read(GOOD)
    same = CommentForm.read(GOOD | {"email": "READER@example.org", "opened": "later"})
    assert form.digest("hello") == same.digest("hello")
    others = {
        CommentForm.read(GOOD | {name: "other@example.net"}).digest("hello") for name in ("author", "email", "comment")
    }
    assert len(others | {form.digest("hello"), form.digest("elsewhere")}) == 5


@given(st.dictionaries(st.sampled_from([*GOOD, "opened", "comment_parent", TRAP_FIELD]), st.text(max_size=300)))
def test_no_form_breaks_the_reader(fields):
    form = CommentForm.read(fields)
    form.faults()
    form.opened_at()
    assert len(form.digest("hello")) == 32
