"""The sample shop on a loopback port, and a browser to walk through it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from dangol.sim.site.app import site_app
from dangol.sim.site.cart import Discount
from dangol.sim.site.desk import Desk
from dangol.sim.site.orders import Order

SECRET = "a secret between the shop and its engine"
NOW = datetime(2026, 11, 3, 1, 30, tzinfo=UTC)
FLAGS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]


@dataclass
class OpenShop:
    """A shop that is served, and what it told its engine."""

    url: str = ""
    desk: Desk = field(default=None)  # pyright: ignore[reportArgumentType]
    orders: list[Order] = field(default_factory=list[Order])
    coupons: dict[str, Discount] = field(default_factory=dict[str, Discount])


@contextmanager
def serve(**options: Any) -> Iterator[OpenShop]:
    """A shop with these options on a port of its own."""
    shop = OpenShop()

    async def check_coupon(code: str) -> Discount | None:
        return shop.coupons.get(code)

    settings: dict[str, Any] = {"identity_secret": SECRET, "clock": lambda: NOW, **options}
    app = site_app(check_coupon=check_coupon, on_order=shop.orders.append, **settings)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    is_up = threading.Event()
    started = server.startup

    async def startup(*args: Any, **more: Any) -> None:
        await started(*args, **more)
        is_up.set()

    server.startup = startup
    thread = threading.Thread(target=server.run)
    thread.start()
    assert is_up.wait(30)
    port = server.servers[0].sockets[0].getsockname()[1]
    shop.url, shop.desk = f"http://127.0.0.1:{port}", app.state["site"].desk
    try:
        yield shop
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture
def shop() -> Iterator[OpenShop]:
    """An open shop with its shelf as new."""
    with serve() as one:
        yield one


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        one = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield one
        one.close()
