"""The house's Python files as syntax trees: what the rules are held against."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[2]


@dataclass(frozen=True, eq=False)
class Module:
    """`name` is what it is imported by: `storage.keys`, or `storage` for the package itself."""

    path: Path
    name: str
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def place(self) -> str:
        return str(self.path.relative_to(HOUSE))

    def at(self, node: ast.AST) -> str:
        return f"{self.place}:{node.lineno}"

    def imports(self) -> Iterator[tuple[str, ast.AST]]:
        """Every module that is imported anywhere in the file, with where."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{self.at(node)}: relative imports hide which floor they lead to"
                yield node.module, node

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def modules(folder: str, root: str = "") -> tuple[Module, ...]:
    """All files below a folder of the house; `root` is the folder that their names start from."""
    return tuple(
        Module(path, _name(path.relative_to(HOUSE / root)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((HOUSE / folder).rglob("*.py"))
        if ".aws-sam" not in path.parts
    )


def shipped() -> tuple[Module, ...]:
    """What may run in Lambda."""
    return modules("functions", "functions")


def owners() -> tuple[Module, ...]:
    """The owner's command and the local cloud."""
    return modules("lamppost")


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
