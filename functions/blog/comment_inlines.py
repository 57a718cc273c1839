"""The words of a comment's paragraph: emphasis, code, links and line breaks, in text that has been escaped."""

import re
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

# So many beginnings of an emphasis wait for their ends; what began before them are characters.
_MAX_WAITING = 8
_LONGEST_RUN = 3
# What no address holds unencoded: a bracket above all, which ends what is written around an address, so that no two
# searches for an end cover the same text. The last ones show an address as another (Unicode UAX #9).
_END = r"\s\x00-\x1f\x7f&\\`\[\]\u202a-\u202e\u2066-\u2069"
_WEB = r"(?i:https?)://(?=[^\W_])"
_ANY = rf"(?:{_WEB}|(?i:mailto):(?=[^\W_]))"
_MARK = re.compile(
    rf"""
      \\(?P<escaped>&(?:amp|lt|gt|quot);|[!-/:-@\[-`{{-~]|(?=\n))
    | (?P<ticks>`++)
    | (?P<run>\*++|_++)
    | (?P<opening>!?\[)
    | (?P<closing>\])
    | &lt;(?P<angled>{_ANY}(?:[^{_END}]|&amp;)++)&gt;
    | (?<![0-9A-Za-z])(?P<bare>{_WEB}(?:[^{_END}]|&amp;)++)
    """,
    re.VERBOSE,
)
_TARGET = re.compile(
    rf"\([ ]*+({_ANY}(?:[^{_END}()]|&amp;|\((?:[^{_END}()]|&amp;)*+\))*+)[ ]*+\)",
)
_TICKS = re.compile("`++")
# What belongs to the sentence when it stands behind an address.
_PUNCTUATION = frozenset(".,:;!?'*_~")


def inline_html(text: str) -> str:
    """HTML of a paragraph, in which `&`, `<`, `>` and `"` have been escaped."""
    return _Paragraph(text).html()


class _Run:
    """Some `*` or `_`: `left` of them, between the tags that the others have become."""

    def __init__(self, marks: str, *, opens: bool, closes: bool) -> None:
        self.marks, self.opens, self.closes = marks, opens, closes
        self.left = len(marks)
        self.ends = self.begins = ""

    def __str__(self) -> str:
        return self.ends + self.marks[: self.left] + self.begins


class _Address(NamedTuple):
    """An address that is a link, unless it stands among the words of one."""

    text: str

    def __str__(self) -> str:
        return _link(self.text, self.text)


type _Piece = str | _Run | _Address


class _Paragraph:
    """Reads marks from left to right, each once. A method named as a group of `_MARK` returns where to go on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces: list[_Piece] = []
        self._openings: list[int] = []
        self._ticks_at: dict[int, deque[int]] | None = None

    def html(self) -> str:
        at = 0
        while found := _MARK.search(self._text, at):
            self._plain(at, found.start())
            at = getattr(self, f"_{found.lastgroup}")(found)
        self._plain(at, len(self._text))
        return _emphasised(self._pieces)

    def _plain(self, start: int, end: int) -> None:
        self._pieces.append(self._text[start:end].replace("\n", "<br>"))

    def _escaped(self, found: re.Match[str]) -> int:
        self._pieces.append(found["escaped"])
        return found.end()

    def _ticks(self, found: re.Match[str]) -> int:
        start, length = found.end(), len(found[0])
        end = self._next_ticks(length, start)
        if end < 0:
            self._pieces.append(found[0])
            return start
        code = self._text[start:end].replace("\n", " ")
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        self._pieces.append(f"<code>{code}</code>")
        return end + length

    def _next_ticks(self, length: int, start: int) -> int:
        """Where the next backticks of just this number are, -1 if nowhere."""
        if self._ticks_at is None:
            self._ticks_at = {}
            for each in _TICKS.finditer(self._text):
                self._ticks_at.setdefault(len(each[0]), deque()).append(each.start())
        places = self._ticks_at.get(length, deque())
        while places and places[0] < start:
            places.popleft()
        return places[0] if places else -1

    def _run(self, found: re.Match[str]) -> int:
        start, end = found.span()
        before, after = self._text[start - 1 : start] or " ", self._text[end : end + 1] or " "
        marks = found[0]
        belongs = _is_lettered if marks[0] == "*" else str.isalnum
        if len(marks) > _LONGEST_RUN or (belongs(before) and belongs(after)):
            self._pieces.append(marks)
        else:
            self._pieces.append(_Run(marks, opens=_leans(before, after), closes=_leans(after, before)))
        return end

    def _opening(self, found: re.Match[str]) -> int:
        self._openings.append(len(self._pieces))
        self._pieces.append(found[0])
        return found.end()

    def _closing(self, found: re.Match[str]) -> int:
        start = self._openings.pop() if self._openings else -1
        target = _TARGET.match(self._text, found.end()) if start >= 0 else None
        if not target:
            self._pieces.append("]")
            return found.end()
        words = [each.text if isinstance(each, _Address) else each for each in self._pieces[start + 1 :]]
        self._pieces[start:] = [_link(target[1], _emphasised(words).strip() or target[1])]
        # A link that held this one would be no link: browsers know none within another.
        self._openings.clear()
        return target.end()

    def _angled(self, found: re.Match[str]) -> int:
        self._pieces.append(_Address(found["angled"]))
        return found.end()

    def _bare(self, found: re.Match[str]) -> int:
        address = _without_punctuation(found["bare"])
        self._pieces.append(_Address(address))
        return found.start() + len(address)


def _link(address: str, words: str) -> str:
    return f'<a href="{address}" rel="ugc nofollow">{words}</a>'


def _without_punctuation(address: str) -> str:
    """The address up to the sentence that it stands in; a bracket that closes none of its own is the sentence's."""
    end = len(address)
    too_many = address.count(")") - address.count("(")
    while True:
        if address.endswith("&amp;", 0, end):
            end -= len("&amp;")
        elif address[end - 1] in _PUNCTUATION:
            end -= 1
        elif address[end - 1] == ")" and too_many > 0:
            end -= 1
            too_many -= 1
        else:
            return address[:end]


def _is_lettered(character: str) -> bool:
    """Digits, and letters of scripts in which spaces part the words: 2*3*4, Leser*innen."""
    return character.isdigit() or character.lower() != character.upper()


def _leans(outer: str, inner: str) -> bool:
    """Whether a run between the two belongs to the inner one (CommonMark 6.2, "flanking")."""
    return not inner.isspace() and (inner.isalnum() or not outer.isalnum())


def _emphasised(pieces: Sequence[_Piece]) -> str:
    waiting: deque[_Run] = deque(maxlen=_MAX_WAITING)
    for piece in pieces:
        if not isinstance(piece, _Run):
            continue
        if piece.closes:
            _close(piece, waiting)
        if piece.opens and piece.left:
            waiting.append(piece)
    return "".join(map(str, pieces))


def _close(run: _Run, waiting: deque[_Run]) -> None:
    """Ends what waits for such an end, the innermost first; what began within and did not end is characters."""
    while run.left and (opening := next((each for each in reversed(waiting) if _is_pair(each, run)), None)):
        while waiting[-1] is not opening:
            waiting.pop()
        size = min(opening.left, run.left, 2)
        tag = "strong" if size == 2 else "em"
        opening.begins = f"<{tag}>{opening.begins}"
        run.ends = f"{run.ends}</{tag}>"
        opening.left -= size
        run.left -= size
        if not opening.left:
            waiting.pop()


def _is_pair(opening: _Run, closing: _Run) -> bool:
    """One mark is no end of two where either might be the other thing (CommonMark 6.2, rules 9 and 10)."""
    is_clear = not (opening.closes or closing.opens)
    return opening.marks[0] == closing.marks[0] and (is_clear or len(opening.marks) + len(closing.marks) != 3)
