from datetime import UTC, datetime, timedelta, timezone

from blog.visitors import period_of, source_of, visitor


def test_a_visitor_is_the_same_for_a_month_and_nobody_afterwards():
    first = visitor(b"november", "192.0.2.1", "Firefox")
    assert first == visitor(b"november", "192.0.2.1", "Firefox")
    assert first != visitor(b"december", "192.0.2.1", "Firefox")


def test_another_address_or_browser_is_another_visitor():
    seen = {
        visitor(b"key", *who) for who in (("192.0.2.1", "a"), ("192.0.2.2", "a"), ("192.0.2.1", "b"), ("", "\ud800"))
    }
    assert len(seen) == 4


def test_a_hash_tells_no_address():
    assert "192.0.2.1" not in visitor(b"key", "192.0.2.1", "")


def test_months_are_utcs():
    assert period_of(datetime(2026, 12, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))) == "2026-11"
    assert period_of(datetime(2026, 12, 1, tzinfo=UTC)) == "2026-12"


def test_a_source_is_an_address_and_of_ipv6_the_network():
    assert source_of(b"key", "192.0.2.1") != source_of(b"key", "192.0.2.2")
    assert source_of(b"key", "2001:db8:1:2::1") == source_of(b"key", "2001:db8:1:2:ffff::9")
    assert source_of(b"key", "2001:db8:1:2::1") != source_of(b"key", "2001:db8:1:3::1")
    assert source_of(b"key", "::ffff:192.0.2.1") == source_of(b"key", "192.0.2.1")
    assert source_of(b"another month's", "192.0.2.1") != source_of(b"key", "192.0.2.1")
    assert source_of(b"key", "fe80::1%eth0") == source_of(b"key", "fe80::2")
    assert source_of(b"key", ":not an address:") == source_of(b"key", ":not an address:")
