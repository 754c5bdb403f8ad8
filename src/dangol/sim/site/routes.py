"""How a function that answers a `Seen` becomes an address of the shop."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from dangol.sim.site.seen import Seen, seen_of

Answer: TypeAlias = Callable[[Seen], Awaitable[Response[Any]]]


def reads(path: str) -> Callable[[Answer], HTTPRouteHandler]:
    """The function answers GET at that path."""

    def take(answer: Answer) -> HTTPRouteHandler:
        return get(path)(_route_of(answer))

    return take


def writes(path: str) -> Callable[[Answer], HTTPRouteHandler]:
    """The function answers POST at that path."""

    def take(answer: Answer) -> HTTPRouteHandler:
        return post(path, status_code=200)(_route_of(answer))

    return take


def _route_of(answer: Answer) -> Callable[..., Awaitable[Response[Any]]]:
    async def route(request: Request[Any, Any, Any]) -> Response[Any]:
        return await answer(seen_of(request))

    return route
