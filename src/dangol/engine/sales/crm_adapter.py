"""What makes a session of `requests` take our road out."""

from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from dangol.engine.sales.outgoing import NoAnswerError, send


class GuardedAdapter(BaseAdapter):
    """Sends each request by `outgoing.send`, and follows none to another place."""

    def __init__(self, allowed: frozenset[str], base_url: str) -> None:
        super().__init__()
        self._allowed = allowed
        self._base_url = base_url
        self.after_us = 0
        """How long the last answer asks us to wait."""

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        """The answer, as `requests` gives it.

        Raises: NoAnswerError.
        """
        url = request.url or ""
        base = urlsplit(self._base_url)
        if base.scheme == "http" and url.startswith(f"https://{base.netloc}/"):
            url = f"http://{url.removeprefix('https://')}"
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else body
        assert isinstance(content, bytes)  # nothing of ours is sent piece by piece
        skipped = ("content-length", "accept-encoding", "connection")
        headers = {
            name: text if isinstance(text, str) else text.decode("latin-1")
            for name, text in request.headers.items()
            if name.lower() not in skipped
        }
        answer = send(
            request.method or "GET", url, headers=headers, content=content, allowed=self._allowed
        )
        self.after_us = answer.after_us
        if 301 <= answer.status < 400:
            raise NoAnswerError("redirected")
        response = Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict(answer.headers)
        response._content = answer.body  # pyright: ignore[reportPrivateUsage]
        response.encoding = "utf-8"
        response.url = url
        response.request = request
        return response

    def close(self) -> None:
        """Nothing is kept open."""
