"""Shortcodes: `[name attributes]content[/name]`, as https://codex.wordpress.org/Shortcode_API describes them.

What the blog can show is shown (`media`); the rest stays as the text it is, and is named in the notes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape

from exchange.wordpress.shelf import Shelf

_ATTRIBUTE = re.compile(
    r"(?P<name>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s'\"]+))"
    r"|\"(?P<quoted>[^\"]*)\"|(?P<word>\S+)"
)
_INSIDE = r"[^\[\]]*?"
# SyntaxHighlighter's, but for words that a text may hold in brackets for another reason.
_CODE_NAMES = ("code", "sourcecode", "bash", "cpp", "csharp", "css", "html", "java", "javascript", "jscript", "js",
               "objc", "perl", "php", "powershell", "python", "py", "ruby", "scala", "shell", "sql", "vb", "xml",
               "yaml")  # fmt: skip
_UNKNOWN = re.compile(rf"(?<!\[)\[(?P<name>[a-z][a-z0-9_-]*)(?P<rest>(?:[\s/=]{_INSIDE})?)\](?!\])")
_ESCAPED_UNKNOWN = re.compile(rf"\[(\[[a-z][a-z0-9_-]*(?:\s{_INSIDE})?\])\]")
_RAW = re.compile(r"<(pre|code|textarea)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shortcode:
    """`attributes` by name, `words` those that have none; `content` is what stands before the closing tag."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    content: str = ""

    def get(self, *names: str) -> str:
        return next((self.attributes[name] for name in names if self.attributes.get(name)), "")


type Show = Callable[[Shortcode], str]


def expand(text: str, shelf: Shelf, shows: dict[str, Show]) -> str:
    """`text` with each shortcode in `shows` replaced by a marker for what it shows; `[[name]]` loses a pair."""
    names = "|".join(map(re.escape, sorted(shows, key=len, reverse=True)))
    known = re.compile(
        rf"\[(?P<escape>\[?)(?P<name>{names})(?![\w-])(?P<attributes>{_INSIDE})(?P<closed>/?)\]"
        rf"(?:(?P<content>(?:(?!\[(?P=name)(?![\w-])).)*?)\[/(?P=name)\])?(?P<unescape>\]?)",
        re.DOTALL,
    )

    def replace(found: re.Match[str]) -> str:
        if found["escape"] and found["unescape"]:
            return shelf.inline(found[0][1:-1])
        code = _shortcode(found)
        # What is no pair of brackets around it, or what follows a closed one, is text.
        before, after = found["escape"], found["unescape"]
        if found["closed"] and found["content"] is not None:
            after = f"{found['content']}[/{found['name']}]{after}"
        return f"{before}{shelf.block(shows[code.name](code))}{after}"

    return _ESCAPED_UNKNOWN.sub(lambda found: shelf.inline(found[1]), known.sub(replace, text))


def shelve_code(text: str, shelf: Shelf) -> str:
    """`[code]…[/code]` and its like put aside as they were typed, before anything else reads them."""
    names = "|".join(_CODE_NAMES)
    pairs = re.compile(rf"(?<!\[)\[(?P<name>{names})(?P<attributes>(?:\s{_INSIDE})?)\](?P<content>.*?)\[/(?P=name)\]",
                       re.DOTALL)  # fmt: skip

    def replace(found: re.Match[str]) -> str:
        code = _shortcode(found)
        given = code.get("language", "lang") or ("" if code.name in ("code", "sourcecode") else code.name)
        language = re.sub(r"[^\w+#.-]", "", given)
        marked = f' class="language-{language}"' if language else ""
        return shelf.block(
            f"<pre><code{marked}>{escape(unescape(found['content']).strip(chr(10)), quote=False)}\n</code></pre>"
        )

    return pairs.sub(replace, text)


def unknown_names(text: str) -> list[str]:
    """The names of what looks like a shortcode that nobody expanded, each once; brackets around words do not.

    `[simple boat]` is prose, `[boat]`, `[boat colour=red]` and `[boat x]…[/boat]` are not.
    """
    visible = _RAW.sub("", text)
    closed = set(re.findall(r"\[/([a-z][a-z0-9_-]*)\]", visible))
    found = (
        code["name"]
        for code in _UNKNOWN.finditer(visible)
        if not code["rest"].strip() or "=" in code["rest"] or code["name"] in closed or code["rest"].endswith("/")
    )
    return list(dict.fromkeys(found))


def _shortcode(found: re.Match[str]) -> Shortcode:
    attributes: dict[str, str] = {}
    words: list[str] = []
    # The editors write these for quotes and blanks that were pasted.
    text = found["attributes"].translate({0x201C: '"', 0x201D: '"', 0x2033: '"', 0xA0: " ", 0x200B: " "})
    for each in _ATTRIBUTE.finditer(text):
        value = next((each[kind] for kind in ("double", "single", "bare") if each[kind] is not None), "")
        if each["name"]:
            attributes[each["name"].lower()] = unescape(value)
        else:
            words.append(unescape(each["quoted"] if each["quoted"] is not None else each["word"]))
    closed = found["closed"] if "closed" in found.re.groupindex else ""
    return Shortcode(found["name"], attributes, tuple(words), "" if closed else found["content"] or "")
