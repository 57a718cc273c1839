"""The names of hosts, as browsers understand them: however a link spells one, it is one name."""

import re
import unicodedata
from urllib.parse import unquote

from moderation.folding import UNSEEN

# A backslash is a slash, and how many there are makes no difference (https://url.spec.whatwg.org/#url-parsing).
_AUTHORITY = re.compile(r"(?:[a-z][a-z0-9+.-]*:[/\\]{2}|https?:|[/\\]{2})[/\\]*([^/\\?#]*)", re.IGNORECASE)
_IPV6 = re.compile(r"\[([0-9a-f:.]{2,45})\]", re.IGNORECASE)
# What no name has: https://url.spec.whatwg.org/#forbidden-domain-code-point
_FORBIDDEN = re.compile(r"[\x00-\x20#/:<>?@\[\\\]^|%\x7f]")
# The longest name and label that there are (RFC 1035, 2.3.4), and four times that before letters and marks are joined.
_LONGEST, _LONGEST_LABEL, _LONGEST_SPELLING = 253, 63, 1_000


def host_of(address: str) -> str:
    """The name of the host in an address, in ASCII and lower case; '' where it has none that can be."""
    authority = _AUTHORITY.match("".join(address.split()))
    if not authority:
        return ""
    host = authority[1].rpartition("@")[2]
    if ipv6 := _IPV6.match(host):
        return ipv6[1].lower()
    return host_name(host.partition(":")[0])


def host_name(spelled: str) -> str:
    """A name as it is asked for: without %, in one form of each letter, in ASCII; '' for one that cannot be."""
    shown = UNSEEN.sub("", unquote(spelled))
    if len(shown) > _LONGEST_SPELLING:
        return ""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold()).replace("。", ".")
    labels = plain.rstrip(".").split(".")
    if _FORBIDDEN.search(plain) or not all(0 < len(label) <= _LONGEST_LABEL for label in labels):
        return ""
    asked = [label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in labels]
    name = ".".join(asked)
    return name if max(map(len, asked)) <= _LONGEST_LABEL and len(name) <= _LONGEST else ""
