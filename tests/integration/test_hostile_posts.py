"""Whatever is POSTed, by whatever program: an answer that says so, never a 5xx. `make fuzz` sends 50,000 of them."""

import pytest

from tests.support.besieged import Besieged
from tests.support.hostile import by_hand, by_schema, posts

REQUESTS = 150


def test_the_schema_describes_every_post_of_the_template_and_nothing_else(stack):
    described = {f"{method.upper()} {path}" for path, each in posts()["paths"].items() for method in each}
    assert described == {route.key for route in stack.routes if route.key.startswith("POST ")}


@pytest.mark.slow
@pytest.mark.parametrize("throw", [by_hand, by_schema], ids=["by hand", "by schema"])
def test_no_post_breaks_anything(stack, store, throw):
    besieged = Besieged(stack, store)
    besieged.withstands_all(throw(besieged.target), REQUESTS)
    # Some of it went all the way to the rules of a form.
    assert 422 in besieged.answered
    besieged.is_unharmed()
