"""A page in Chromium that gives away whatever runs in it, or reaches out of it, unasked.

Heard are: dialogs, printing, a mark on the window, messages to it, errors and warnings of the page
(a policy that had to stop something among them), navigations, windows, and every request to a host
that is not the test's own. What became markup is found in the document itself, shadow roots too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

_TRAPS = """(() => {
  const tripped = []
  Object.defineProperty(window, '__tripped', { value: tripped })
  const trap = (name) => { window[name] = (...given) => { tripped.push(name + ' ' + given) } }
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) trap(name)
  Object.defineProperty(window, 'ran', { set() { tripped.push('ran') }, get() {} })
  addEventListener('message', (event) => { tripped.push('message ' + event.data) })
  document.addEventListener('securitypolicyviolation', (event) => {
    tripped.push('policy ' + event.violatedDirective + ' ' + event.blockedURI)
  })
})()"""

_GROWN = """() => {
  const grown = []
  const forbidden = new Set((
    'SCRIPT IFRAME FRAME FRAMESET OBJECT EMBED BASE META LINK STYLE PORTAL APPLET MATH MARQUEE ' +
    'AUDIO VIDEO SOURCE TEMPLATE NOSCRIPT ISINDEX PLAINTEXT').split(' '))
  const look = (root, isOurs) => {
    for (const one of root.querySelectorAll('*')) {
      const isPage = !isOurs && !one.closest('main, dangol-widget')
      if (!isPage && forbidden.has(one.tagName.toUpperCase()))
        grown.push(one.outerHTML.slice(0, 200))
      for (const { name, value } of one.attributes) {
        const isAddress = /^(href|src|action|formaction|xlink:href|data|poster|srcset)$/i.test(name)
        const leads = isAddress && /^[\\s\\x00-\\x20]*(?!https?:)[a-z][a-z0-9+.-]*:/i.test(value)
        if (/^on/i.test(name) || /^hx-on/i.test(name) || name === 'srcdoc' || leads)
          grown.push(one.tagName + ' ' + name + '=' + value.slice(0, 100))
        const isTold = /^(data-)?hx-/i.test(name) || name === 'style' || name === 'sse-connect'
        if (isTold && one.closest('#messages ol *, #person ul, .lines a, .saved, .bubble, .item'))
          grown.push(one.tagName + ' ' + name + '=' + value.slice(0, 100))
      }
      if (one.shadowRoot) look(one.shadowRoot, true)
    }
  }
  look(document, false)
  return grown
}"""


class Tripwire:
    """One browser's window, watched. `sprung` is whatever happened that must not."""

    def __init__(self, context: Any, *own: str) -> None:
        self.context = context
        self.own = own
        """Origins that may be asked: the shop's and the server's."""
        self.sprung: list[str] = []
        self.pictures: list[str] = []
        """Pictures on other hosts that were asked for."""
        context.add_init_script(_TRAPS)
        context.route("**/*", self._route)
        context.on("dialog", self._dialog)

    def open(self, url: str, **more: Any) -> Any:
        """A page at that address, watched."""
        page = self.context.new_page()
        page.on("pageerror", lambda fault: self.sprung.append(f"error {fault}"))
        page.on("console", self._said)
        page.on("popup", lambda popup: self.sprung.append(f"window {popup.url}"))
        page.on("websocket", lambda socket: self._asked(socket.url, "websocket"))
        page.goto(url, **more)
        return page

    def look(self, page: Any) -> list[str]:
        """Everything wrong in that page so far."""
        for frame in page.frames[1:]:
            self.sprung.append(f"frame {frame.url}")
        return [*self.sprung, *page.evaluate("window.__tripped"), *page.evaluate(_GROWN)]

    def _route(self, route: Any) -> None:
        request = route.request
        if self._asked(request.url, request.resource_type):
            route.continue_()
        else:
            route.abort()

    def _asked(self, url: str, kind: str) -> bool:
        parts = urlsplit(url)
        is_own = any(parts.netloc == urlsplit(one).netloc for one in self.own)
        if is_own or parts.scheme in ("data", "blob", "about"):
            return True
        if kind == "image":
            self.pictures.append(url)
        else:
            self.sprung.append(f"asked {kind} {url}")
        return False

    def _dialog(self, dialog: Any) -> None:
        self.sprung.append("dialog " + dialog.message)
        dialog.dismiss()

    def _said(self, said: Any) -> None:
        is_picture = "net::ERR_FAILED" in said.text and not said.text.startswith("Refused")
        if said.type in ("error", "warning") and not is_picture:
            self.sprung.append(f"{said.type} {said.text}")


@contextmanager
def watched(browser: Any, *own: str, **more: Any) -> Iterator[Tripwire]:
    """A new visitor's browser, watched."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ko-KR", **more)
    context.set_default_timeout(20_000)
    try:
        yield Tripwire(context, *own)
    finally:
        context.close()
