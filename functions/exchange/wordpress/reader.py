"""An export file → its parts, one at a time: memory holds one item, however large the file is."""

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from exchange.errors import NotAnExport
from exchange.wordpress.items import Part, part_from

type Progress = Callable[[int], object]

_DECLARED = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.-]+)[\"']")
# The encodings that WordPress was ever set to; Python has others under such names, and some that make no text.
_ENCODING = re.compile(
    r"iso-8859-(?:[1-9]|1[013456])|windows-125[0-8]|koi8-[ru]|shift_jis|euc-jp|euc-kr|gb2312|gbk|big5"
)
# What XML 1.0 (section 2.2) forbids, and pasted text brings along all the same.
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
_FORBIDDEN_REFERENCE = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.I)
_LONGEST_REFERENCE = 12


class _Readable:
    """A file as text that an XML parser can take: forbidden characters and broken bytes are filtered out."""

    def __init__(self, file: BinaryIO, progress: Progress | None) -> None:
        self._file, self._progress = file, progress
        self._held = ""
        declared = _DECLARED.match(file.read(200))
        file.seek(0)
        name = declared[1].decode("ascii").lower() if declared else ""
        self._decoder = codecs.getincrementaldecoder(name if _ENCODING.fullmatch(name) else "utf-8")("replace")

    def read(self, size: int) -> str:
        """The next piece of text, '' at the end."""
        while True:
            content = self._file.read(size)
            text = self._held + self._decoder.decode(content, final=not content).translate(_FORBIDDEN)
            if self._progress and content:
                self._progress(len(content))
            # A reference may be cut in two by the end of what was read.
            cut = text.rfind("&", -_LONGEST_REFERENCE) if content and len(text) > _LONGEST_REFERENCE else -1
            self._held, text = (text[cut:], text[:cut]) if cut >= 0 else ("", text)
            if text or not content:
                return _FORBIDDEN_REFERENCE.sub("", text)


def read_parts(path: Path, progress: Progress | None = None) -> Iterator[Part]:
    """The parts of an export in the order of the file; `progress` is called with the bytes just read.

    Raises `NotAnExport` when the file is not XML, not RSS, is cut off, or declares entities (which no export does, but
    entity bombs do).
    """
    try:
        with path.open("rb") as file:
            for element in _children_of_channel(_Readable(file, progress)):
                part = part_from(element)
                if part is not None:
                    yield part
    except OSError as error:
        raise NotAnExport(path, f"cannot be read: {error.strerror or error}") from error
    except DefusedXmlException as error:
        raise NotAnExport(path, "declares a document type or entities, which no export does") from error
    except ParseError as error:
        raise NotAnExport(path, _reason(error)) from error
    except _NotRss as error:
        raise NotAnExport(path, str(error)) from error


class _NotRss(Exception):
    """The root of the file is another one."""


def _children_of_channel(source: _Readable) -> Iterator[Element]:
    channel: Element | None = None
    depth = 0
    for event, element in iterparse(source, ("start", "end"), forbid_dtd=True):
        if event == "start":
            depth += 1
            if depth == 1 and element.tag != "rss":
                raise _NotRss(f"not a WordPress export: its root is <{element.tag.rpartition('}')[2]}>, not <rss>")
            if depth == 2 and element.tag == "channel":
                channel = element
            continue
        depth -= 1
        if depth == 2 and channel is not None:
            yield element
            channel.clear()


def _reason(error: ParseError) -> str:
    line, column = error.position
    problem = str(error).partition(":")[0]
    if problem in ("no element found", "unclosed token", "unclosed CDATA section"):
        return f"ends in line {line} in the middle of the export: it was not saved whole" if line > 1 else "is empty"
    return f"is not XML: {problem} in line {line}, column {column + 1}"
