"""The YAML block at the top of a Markdown file, read with a line number for every fault.

Only plain YAML 1.1 as PyYAML's safe loader has it: no tags, anchors or aliases (a few lines of aliases can stand for
gigabytes), no deep nesting.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from exchange.errors import FileFault, FileFaults

MAX_BYTES = 5_000_000
_MAX_DEPTH = 20
_FENCES = ("---", "...")


@dataclass(frozen=True, slots=True)
class Entry:
    value: object
    line: int


@dataclass(slots=True)
class FrontMatter:
    """A file in its parts: the entries of its front matter, and the Markdown from `body_line` on.

    Faults are collected here, so that one reading names them all; `check` raises them.
    """

    path: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    faults: list[FileFault] = field(default_factory=list)

    def fault(self, line: int, reason: str) -> None:
        self.faults.append(FileFault(self.path, line, reason))

    def check(self) -> None:
        """Raises `FileFaults` when anything was found wrong, in the order of the lines."""
        if self.faults:
            raise FileFaults(tuple(sorted(self.faults, key=lambda fault: fault.line)))


def read_text(path: Path) -> str:
    """A text file's content with its line ends as '\\n'. Raises `FileFaults` when it is unreadable or too large."""
    try:
        content = _bytes_of(path)
        return content.decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise FileFaults((FileFault(path, 1, f"cannot be read: {error.strerror or error}"),)) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = f"not UTF-8: the byte 0x{content[error.start]:02x} cannot stand there"
        raise FileFaults((FileFault(path, line, reason),)) from error


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise FileFaults((FileFault(path, 1, f"larger than {MAX_BYTES:,} bytes"),))
    return content


def read_front_matter(path: Path) -> FrontMatter:
    """The parts of a file. Raises `FileFaults` when there is no telling its entries."""
    lines = read_text(path).split("\n")
    parts = FrontMatter(path)
    if lines[0].rstrip() != "---":
        parts.fault(1, "no front matter: the first line must be '---'")
        parts.check()
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in _FENCES), 0)
    if not end:
        parts.fault(1, "the front matter that begins here has no closing '---'")
        parts.check()
    parts.body, parts.body_line = "\n".join(lines[end + 1 :]), end + 2
    parts.entries = read_mapping("\n".join(lines[1:end]), path, first_line=2)
    return parts


def read_mapping(text: str, path: Path, *, first_line: int = 1) -> dict[str, Entry]:
    """The entries of a YAML mapping, in their order. Raises `FileFaults`."""
    parts = FrontMatter(path)
    try:
        _refuse_tricks(text, parts, first_line)
        parts.check()
        entries = _entries(text, parts, first_line)
    except yaml.YAMLError as error:
        parts.fault(first_line + _line_of(error, text), f"not YAML: {_problem(error)}")
    parts.check()
    return entries


def _refuse_tricks(text: str, parts: FrontMatter, first_line: int) -> None:
    """Looks at YAML's events, before anything is built of them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = first_line + event.start_mark.line
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            parts.fault(line, "anchors (&) and aliases (*) are not read here: put the text in quotes")
        elif getattr(event, "tag", None):
            parts.fault(line, "tags (!) are not read here: put the text in quotes")
        if depth > _MAX_DEPTH:
            parts.fault(line, "nested too deeply")
        parts.check()


def _entries(text: str, parts: FrontMatter, first_line: int) -> dict[str, Entry]:
    loader = yaml.SafeLoader(text)
    root = loader.get_single_node()
    if not isinstance(root, yaml.MappingNode):
        found = "empty" if root is None else "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
        parts.fault(first_line, f"must be 'key: value' lines, but is {found}")
        return {}
    entries: dict[str, Entry] = {}
    for key_node, value_node in root.value:
        _add_entry(entries, key_node, _constructed(loader, value_node, parts, first_line), parts, first_line)
    return entries


def _add_entry(
    entries: dict[str, Entry], key_node: yaml.Node, value: object, parts: FrontMatter, first_line: int
) -> None:
    line = first_line + key_node.start_mark.line
    if not isinstance(key_node, yaml.ScalarNode):
        parts.fault(line, "a key must be one word")
    elif key_node.value in entries:
        parts.fault(line, f"'{key_node.value}' is set twice (first in line {entries[key_node.value].line})")
    else:
        entries[key_node.value] = Entry(value, line)


def _constructed(loader: yaml.SafeLoader, node: yaml.Node, parts: FrontMatter, first_line: int) -> object:
    try:
        return loader.construct_object(node, deep=True)
    except (ValueError, OverflowError) as error:
        # PyYAML lets what Python says of an impossible date or number through as it is.
        parts.fault(first_line + node.start_mark.line, f"not a value: {error}")
        return None


def _line_of(error: yaml.YAMLError, text: str) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return mark.line
    return text.count("\n", 0, getattr(error, "position", 0))


def _problem(error: yaml.YAMLError) -> str:
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    return " ".join(str(said).split())
