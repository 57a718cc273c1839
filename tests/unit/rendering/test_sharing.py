from urllib.parse import parse_qs, urlsplit

import pytest

from blog.setting_values import SHARES
from rendering.sharing import FORMS, share_links

TITLE, URL = "50 % of “this” & that?", "https://blog.example.org/2026/11/t?x=1#y"


def test_every_way_to_share_that_an_owner_may_choose_has_its_form():
    assert tuple(FORMS) == SHARES


@pytest.mark.parametrize("name", SHARES)
def test_a_link_carries_the_articles_address_unbroken(name):
    (link,) = share_links((name,), TITLE, URL)
    values = [value for found in parse_qs(urlsplit(link.address).query).values() for value in found]
    assert any(value.endswith(URL) for value in values)
    assert all(value in (TITLE, URL, f"{TITLE} {URL}") for value in values)


def test_links_stand_in_the_owners_order():
    assert [link.label for link in share_links(("x", "email"), TITLE, URL)] == ["X", "E-mail"]
