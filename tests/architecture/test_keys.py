"""`storage.keys` is the only file that spells a key: elsewhere not even the words that keys are made of stand."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.modules import Module, owners, shipped

(KEYS,) = (module for module in shipped() if module.name == "storage.keys")
_WORD = re.compile(r"[A-Z]+(?:#[A-Z]*)?")


def texts(module: Module) -> Iterator[ast.Constant]:
    """String constants, the parts of f-strings included, without docstrings."""
    statements = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node


WORDS = {node.value for node in texts(KEYS) if _WORD.fullmatch(node.value)}


def spells_a_key(text: str) -> bool:
    return text in WORDS or text.startswith(tuple(f"{word.rstrip('#')}#" for word in WORDS))


def test_the_words_of_the_table_are_found():
    assert {"ARTICLE#", "ARTICLE", "COMMENT#", "PENDING#", "DRAFT#BODY", "POSTS", "LISTED#", "LIKE#", "TAG#"} <= WORDS


def test_no_other_file_spells_a_key():
    others = [module for module in (*shipped(), *owners()) if module is not KEYS]
    spelled = [
        f"{each.at(node)}: {node.value!r}" for each in others for node in texts(each) if spells_a_key(node.value)
    ]
    assert spelled == []
