import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.hosts import host_name, host_of

LONGEST_LABEL = "a" * 63


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "HTTPS://who:secret@EVIL.example.:8443/x@y",
        "https://ev%69l.example/",
        "https://evil%2eexample/x",
        "https://evil。example?x",
        "https://ｅｖｉｌ.example#x",
        "https://ev\u00adil.example",
        "https://ev%C2%ADil.example",
        "https://evil.example\\@good.example/",
        "https:///evil.example",
        "https:evil.example",
        "//evil.example/x",
        " https://evil.exa\nmple ",
        f"https://{'\u00ad' * 9_000}evil.example",
    ],
)
def test_a_host_has_one_name_however_it_is_spelled(address):
    assert host_of(address) == "evil.example"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("https://BU\u0308CHER.example", "xn--bcher-kva.example"),
        ("https://b%C3%BCcher.example", "xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("https://[2001:DB8::1]:443/", "2001:db8::1"),
        ("https://a_b!.example", "a_b!.example"),
        (f"https://{LONGEST_LABEL}.example", f"{LONGEST_LABEL}.example"),
    ],
)
def test_names_are_in_ascii(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mailto:who@evil.example",
        "/evil.example",
        "https://",
        "https://[x]/",
        "https://a..example",
        "https://a%2Fb.example",
        "https://a%00.example",
        "https://a\u2100b.example",
        f"https://{LONGEST_LABEL}a.example",
        f"https://{'ä' * 60}.example",
        f"https://{'a.' * 124}example",
        f"https://{'a' * 9_900}",
        f"https://a{'\u0301\u0323' * 4_900}.example",
    ],
)
def test_what_no_host_can_be_called_is_none(address):
    assert host_of(address) == ""


@given(st.text())
def test_every_name_is_short_ascii_and_its_own_name(text):
    name = host_name(text)
    assert name.isascii() and len(name) <= 253
    assert host_name(name) in (name, "")
