"""A page in Chromium, and what happens in it that must not: a script runs, somebody else is asked for something."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page

from tests.support.visitor import is_own

# What a reader's words may become, and what is nowhere: what runs, and addresses that lead into a script.
_LOOK = """() => new Promise(requestAnimationFrame).then(() => {
    const found = [];
    for (const element of document.querySelectorAll('*')) {
        for (const {name, value} of element.attributes) {
            if (/^on|^srcdoc$/i.test(name)) found.push(element.outerHTML);
            if (!/^(.*href|src|action|formaction|data|poster|ping|background)$/i.test(name)) continue;
            const url = URL.parse(value, document.baseURI);
            if (url && !/^(https?|mailto):$/.test(url.protocol)) found.push(element.outerHTML);
        }
    }
    const words = document.querySelectorAll('.comment .e-content *, body > article *');
    for (const element of words) {
        const names = element.getAttributeNames().filter(name => !/^(href|rel|start|tabindex)$/.test(name));
        if (names.length || !/^(P|BR|EM|STRONG|CODE|PRE|BLOCKQUOTE|UL|OL|LI|A)$/.test(element.tagName))
            found.push(element.outerHTML);
    }
    return found.map(html => `in the page: ${html.slice(0, 300)}`);
})"""

_FIELDS = "[form.author, form.email, form.url, form.comment]"
_SEND = f"(form, words) => {{ for (const field of {_FIELDS}) field.value = words; form.submit(); }}"
_SENT = f"form => {_FIELDS}.map(field => field.value).join('\\n')"


@dataclass
class Watched:
    """A page of a browser's, and what happens in it that must not."""

    page: Page
    origin: str
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.expose_function("xss", lambda: self.seen.append("a script ran"))
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.on("request", lambda request: self._request(request.url))

    def visit(self, address: str) -> None:
        url = f"{self.origin}{address}"
        self.page.goto(url)
        self._look()
        if self.page.url != url:
            self.seen.append(f"the page went to {self.page.url}")

    def send(self, words: str) -> str:
        """The words in each field of the form below an article; what is in the fields that come back."""
        with self.page.expect_navigation():
            self.page.eval_on_selector("#respond form[method=post]", _SEND, words)
        self._look()
        return self.page.eval_on_selector("#respond form[method=post]", _SENT)

    def show(self, html: str) -> None:
        """In a page of its own, as a feed reader might."""
        self.page.goto("about:blank")
        self.page.set_content(html)
        self._look()

    def _look(self) -> None:
        try:
            self.seen += self.page.evaluate(_LOOK)
        except Error as error:
            self.seen.append(f"the page was left: {error}")

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"a script asked: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.seen.append(f"the policy was needed: {message.text}")

    def _request(self, url: str) -> None:
        if not is_own(url, self.origin) and not url.startswith(("about:", "data:image/")):
            self.seen.append(f"the browser asked for {url}")


@contextmanager
def watching(browser: Browser, origin: str, *, without_policy: bool) -> Iterator[Watched]:
    """A page of a new profile that shows the blog at `origin`, if need be without its Content-Security-Policy."""
    context = browser.new_context(bypass_csp=without_policy)
    yield Watched(context.new_page(), origin.rstrip("/"))
    context.close()
