"""A browser without a screen: it opens pages of the sample shop or of the sample company, and uses
Dangol's doors as the widget does.

What a page says in its data layer or in its calls is told as events; the chat goes over plain
requests, as where sockets are blocked.
"""

import http.client
import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

from dangol.listen.names import segment_call_of_ga4
from dangol.sim.shop import LOCALE
from dangol.sim.site.orders import demo_customer
from dangol.terms.languages import Language

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari"
WAIT_S = 5
MOST_HOPS = 5
Frame = dict[str, Any]
Part = dict[str, Any]
LANGUAGE_COOKIES = ("dalbit_lang", "ongyeol_lang")
"""By which the shop and the company know a visitor's language."""
_call = re.compile(r'^Dangol\("(identify|track)", (.+)\);$', re.MULTILINE)
_push = re.compile(r'^dataLayer\.push\((\{".*\})\);$', re.MULTILINE)
_token = re.compile(r"Dangol\('identify', \{ userId: id, email: '[^']*' \}, '([^']+)'\)")
_user_id = re.compile(r"\}\)\('([^']+)'\)")
_title = re.compile(r"<title>([^<]*)</title>")


class UnexpectedError(Exception):
    """Something was not as a shopper may expect it."""


class TimeIsUpError(Exception):
    """The shopper may not stay any longer."""


class Place(NamedTuple):
    """Where a shopper goes."""

    site: str
    server: str
    key: str
    language: Language
    server_key: str = ""
    """With which the site's own server speaks to Dangol."""


class Page(NamedTuple):
    """A page that is open."""

    path: str
    text: str


class Visitor:
    """One new visitor, who may stay until `until_s` of the monotonic clock."""

    def __init__(self, place: Place, anonymous_id: str, until_s: float) -> None:
        self.place = place
        self.anonymous_id = anonymous_id
        self.page = Page("", "")
        self.messages: dict[int, Frame] = {}
        """What was said, by number."""
        self.openings: dict[str, Frame] = {}
        """What was said first by Dangol, by decision."""
        self._until_s = until_s
        self._cookies: dict[str, str] = {}
        self._user_id = ""
        self._token = ""
        self._ticket = ""
        self._conversation_id = ""
        self._calls = 0

    # the shop

    def open(self, path: str) -> str:
        """The page is open, and what it says of itself is told; returns its text."""
        return self._arrive("GET", path, b"", "")

    def submit(self, path: str, fields: Mapping[str, str]) -> str:
        """The form is sent, and the page it leads to is open; returns its text."""
        body = urlencode(fields).encode()
        return self._arrive("POST", path, body, "application/x-www-form-urlencoded")

    def sign_in(self) -> None:
        """The sample customer is signed in, and the shop vouches for them from now on."""
        customer = demo_customer(self.place.language)
        self.submit("/account/sign-in", {"email": customer.email, "password": customer.password})
        status, _, body = self._shop("GET", "/account/token.json", b"", "")
        if status != 200:
            raise UnexpectedError(f"the shop answered {status} to who is there")
        said = json.loads(body)
        self._user_id, self._token = said["user_id"], said["token"]
        self._tell([{"type": "identify", "traits": {"email": customer.email}}])

    def call(self, path: str, value: object) -> dict[str, Any]:
        """What one of the shop's own addresses for scripts answers."""
        status, _, body = self._shop("POST", path, json.dumps(value).encode(), "application/json")
        if status != 200:
            raise UnexpectedError(f"the shop answered {status} at {path}")
        return json.loads(body)

    # events

    def track(self, event: str, properties: Mapping[str, object] | None = None) -> None:
        """Something happened on the page."""
        self._tell([{"type": "track", "event": event, "properties": properties or {}}])

    def _tell(self, calls: list[dict[str, Any]]) -> None:
        now, batch = datetime.now(UTC).isoformat(), list[dict[str, Any]]()
        for call in calls:
            self._calls += 1
            context = {
                "page": {"url": self._url, "path": self.page.path},
                "locale": LOCALE[self.place.language],
                "userAgent": AGENT,
                "library": {"name": "dangol.js", "version": "0"},
                "dangol": {"seq": self._calls},
            }
            batch.append(
                {
                    **call,
                    "messageId": str(uuid4()),
                    "anonymousId": self.anonymous_id,
                    **({"userId": self._user_id} if self._user_id else {}),
                    "timestamp": datetime.now(UTC).isoformat(),
                    "context": context,
                }
            )
        body = {"batch": batch, "sentAt": now, "writeKey": self.place.key}
        self._dangol("/v1/b", body, "text/plain")

    def tell_from_site(self, event: str, at: datetime, properties: Mapping[str, object]) -> None:
        """The site's own server says that this happened to whoever sits here, at that instant."""
        call = {
            "type": "track",
            "event": event,
            "properties": properties,
            "messageId": str(uuid4()),
            "anonymousId": self.anonymous_id,
            "timestamp": at.isoformat(),
        }
        body = {"batch": [call], "writeKey": self.place.server_key}
        self._dangol("/v1/batch", body, "application/json")

    def colleague(self) -> "Visitor":
        """Somebody else, in a browser of their own."""
        return Visitor(self.place, str(uuid4()), self._until_s)

    # the chat

    def say(self, text: str) -> list[Part]:
        """The words are said; returns the parts of the answer."""
        return self._answer_to({"t": "send", "text": text})

    def press(self, reply_id: str, seq: int = 0) -> list[Part]:
        """The button is pressed; returns the parts of the answer."""
        return self._answer_to({"t": "press", "replyId": reply_id, "seq": seq})

    def wait_for_opening(self, most_s: float) -> Frame | None:
        """What Dangol says first, within that time."""
        until_s = time.monotonic() + most_s
        while not self.openings:
            left_s = until_s - time.monotonic()
            if left_s <= 0:
                return None
            self.chat(wait_s=max(1, min(WAIT_S, round(left_s))))
        return next(iter(self.openings.values()))

    def chat(self, *frames: Frame, wait_s: int = 0) -> list[Frame]:
        """The frames are taken; returns what the server says, messages and openings among it."""
        if frames and not self._ticket:
            self.chat()
        seen = max(self.messages, default=0)
        hello = {
            "t": "hello",
            "v": 1,
            "key": self.place.key,
            "anonymousId": self.anonymous_id,
            "userId": self._user_id,
            "token": self._token,
            "ticket": self._ticket,
            "conversationId": self._conversation_id,
            "seq": seen,
            "lang": self.place.language.value,
            "page": {"url": self._url, "title": _title_of(self.page.text)},
        }
        left_s = int(self._until_s - time.monotonic())
        body = {"hello": hello, "frames": frames, "wait": max(0, min(wait_s, left_s))}
        told: list[Frame] = self._dangol("/v1/chat/frames", body, "application/json")["frames"]
        for frame in told:
            self._hear(frame)
        return told

    def _hear(self, frame: Frame) -> None:
        if frame["t"] == "welcome":
            self._ticket = frame["ticket"]
            self._conversation_id = frame["conversationId"] or ""
            self.messages.update((message["seq"], message) for message in frame["missed"])
        elif frame["t"] == "ack":
            self._conversation_id = frame["conversationId"]
        elif frame["t"] == "message":
            self.messages[frame["seq"]] = frame
        elif frame["t"] == "opening":
            self.openings[frame["decisionId"]] = frame
        elif frame["t"] == "error":
            raise UnexpectedError(f"the chat refused it: {frame['code']}")

    def _answer_to(self, frame: Frame) -> list[Part]:
        client_id = str(uuid4())
        told = self.chat({**frame, "clientId": client_id})
        acked = next((one["seq"] for one in told if one["t"] == "ack"), None)
        if acked is None:
            raise UnexpectedError("the chat did not take the words")
        while True:
            for seq, message in sorted(self.messages.items()):
                if seq > acked and message["from"] == "agent":
                    return message["parts"]
            self.chat(wait_s=WAIT_S)

    # the wire

    @property
    def _url(self) -> str:
        return self.place.site + self.page.path

    def _arrive(self, method: str, path: str, body: bytes, kind: str) -> str:
        for _ in range(MOST_HOPS):
            status, headers, answer = self._shop(method, path, body, kind)
            if status not in (302, 303):
                break
            path, method, body = urljoin(path, headers["location"]), "GET", b""
        else:
            raise UnexpectedError(f"the shop leads in a circle at {path}")
        if status != 200:
            raise UnexpectedError(f"the shop answered {status} at {path}")
        self.page = Page(path, answer.decode())
        token, user_id = _token.search(self.page.text), _user_id.search(self.page.text)
        if token and user_id:
            self._token, self._user_id = token[1], user_id[1]
        calls: list[dict[str, Any]] = [{"type": "page", "properties": {"url": self._url}}]
        for text in _push.findall(self.page.text):
            push: dict[str, Any] = json.loads(text)
            event, ecommerce = push.pop("event", ""), push.pop("ecommerce", None)
            if event:
                name, properties = segment_call_of_ga4(event, ecommerce, push)
                calls.append({"type": "track", "event": name, "properties": properties})
        for name, arguments in _call.findall(self.page.text):
            calls.append(_call_of(name, json.loads(f"[{arguments}]")))
        self._tell(calls)
        return self.page.text

    def _shop(
        self, method: str, path: str, body: bytes, kind: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        language = self.place.language.value
        cookies = dict.fromkeys(LANGUAGE_COOKIES, language) | self._cookies
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = {"cookie": cookie, **({"content-type": kind} if kind and body else {})}
        answer, content = self._ask(self.place.site, method, path, body, headers)
        for line in answer.headers.get_all("set-cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name.strip()] = value.strip().strip('"')
        return answer.status, dict(answer.headers.items()), content

    def _dangol(self, path: str, value: object, kind: str) -> Any:
        headers = {"content-type": kind, "origin": self.place.site}
        body = json.dumps(value).encode()
        answer, content = self._ask(self.place.server, "POST", path, body, headers)
        if answer.status != 200:
            raise UnexpectedError(f"Dangol answered {answer.status} at {path}")
        return json.loads(content)

    def _ask(
        self, origin: str, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        left_s = self._until_s - time.monotonic()
        if left_s <= 0:
            raise TimeIsUpError
        parts = urlsplit(origin)
        line = http.client.HTTPConnection(parts.netloc, timeout=left_s)
        try:
            line.request(method, path, body or None, {"user-agent": AGENT, **headers})
            answer = line.getresponse()
            return answer, answer.read()
        except TimeoutError:
            raise TimeIsUpError from None
        finally:
            line.close()


def _call_of(name: str, arguments: list[Any]) -> dict[str, Any]:
    """What a call of the page's queue tells."""
    if name == "identify":
        return {"type": "identify", "traits": arguments[0]}
    event, properties = arguments
    return {"type": "track", "event": event, "properties": properties}


def _title_of(page: str) -> str:
    found = _title.search(page)
    return found[1][:200] if found else ""
