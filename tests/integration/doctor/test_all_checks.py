"""No check is forgotten: each is on the list, and each has been seen to fail."""

import inspect
import re
from pathlib import Path

from lamppost.doctor import of_changes, of_the_pages, of_the_stack, of_the_table, of_the_way, writing
from lamppost.doctor.all_checks import CHECKS
from lamppost.doctor.checks import Check
from tests.integration.doctor import test_a_local_blog, test_a_stack

MODULES = (of_changes, of_the_pages, of_the_stack, of_the_table, of_the_way, writing)


def test_every_check_is_on_the_list_once():
    made = [each for module in MODULES for _, each in inspect.getmembers(module, lambda it: isinstance(it, Check))]
    assert sorted(each.name for each in made) == sorted(each.name for each in CHECKS)
    assert len({each.name for each in CHECKS}) == len(CHECKS)


def test_every_check_has_a_test_that_makes_it_fail():
    by_itself = set(re.findall(r'deployed\.find\("([^"]+)"\)', Path(test_a_stack.__file__).read_text(encoding="utf-8")))
    broken = test_a_local_blog.HARMS.keys() | {name for name, *_ in test_a_stack.CASES} | by_itself
    assert broken == {each.name for each in CHECKS}
