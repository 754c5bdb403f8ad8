"""The demo shop, open: Dangol and the sample shop in one process on loopback, until it is stopped.

The shop is an ordinary merchant's: its pages hold the widget's tag, its till asks Dangol's ledger
about codes that are not its own, and its server signs who its customers are.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import msgspec
import uvicorn
from litestar import Litestar

from dangol.cli.demo_folder import LOGS, PLAYBOOKS, fresh_folder
from dangol.cli.demo_workspace import DemoWorkspace, new_login, open_demo_workspace
from dangol.cli.workspace_choice import now
from dangol.engine.chat.model_ledger import ModelSetup
from dangol.engine.chat.offering import offer_secret
from dangol.server.run import listen_at, run_server
from dangol.server.settings import Settings
from dangol.sim.shop import sample_shop
from dangol.sim.site.app import site_app
from dangol.sim.site.cart import Discount
from dangol.sim.site.orders import Order
from dangol.speak.offer_codes import hash_code
from dangol.store.offers import Offers
from dangol.store.record import Record, open_record
from dangol.terms.languages import Language

HOST = "127.0.0.1"
STOP_S = 5
"""The shop's requests under way are given this long."""
TAG = """<script nonce="{nonce}">
window.Dangol = window.Dangol || function () { (Dangol.q = Dangol.q || []).push(arguments) };
(function (id) {
  if (id) Dangol('identify', { userId: id, email: '{email}' }, '{token}');
  else if (localStorage.getItem('dalbit.customer.{language}')) Dangol('reset');
  localStorage.setItem('dalbit.customer.{language}', id)
})('{user_id}')
</script>
<script async nonce="{nonce}" src="SERVER/dangol.js" data-key="KEY" data-cart="shopify"></script>"""
"""What a merchant pastes: who is signed in, and the widget."""


class DemoShop(msgspec.Struct, frozen=True):
    """The open shop: where everything is."""

    server: str
    """Dangol's own address, without a slash at its end."""
    site: str
    """The shop's."""
    workspaces: Mapping[Language, DemoWorkspace]
    """Each with its owner's login; they have one password."""
    folder: Path
    """Where its record, its playbooks and the server's log are."""


def run_demo_shop(
    folder: Path,
    *,
    port: int,
    shop_port: int,
    started: Callable[[DemoShop], None],
    model: ModelSetup | None = None,
) -> None:
    """The shop is open until SIGINT or SIGTERM; then what was acknowledged is on the disk.

    The folder holds a fresh record, in place of an earlier demo's, and the playbooks in force.
    `started` is told where everything is once it answers; it must not take long. Port 0 takes a
    free one. `model` words the replies, if there is one.
    Raises: AddressTakenError; as `fresh_folder`.
    """
    password = new_login().password
    with ExitStack() as stack:
        database_url = stack.enter_context(fresh_folder(folder))
        logs = stack.enter_context((folder / LOGS).open("w", encoding="utf-8", buffering=1))
        listener = stack.enter_context(listen_at(HOST, shop_port))
        site = f"http://{HOST}:{listener.getsockname()[1]}"
        record = open_record(database_url)
        stack.callback(record.close)
        workspaces = {
            language: open_demo_workspace(
                record, language, site=site, now=now(), login=new_login(language, password)
            )
            for language in Language
        }

        def open_shop(server: str) -> None:
            app = shop_app(record, workspaces, server)
            stack.enter_context(ShopServer(app, listener))
            started(DemoShop(server, site, workspaces, folder))

        settings = Settings(
            database_url=database_url,
            host=HOST,
            port=port,
            playbooks=folder / PLAYBOOKS,
            model=model,
        )
        run_server(settings, open_shop, logs=logs)


def shop_app(record: Record, workspaces: Mapping[Language, DemoWorkspace], server: str) -> Litestar:
    """The shop's site with the widget of that server on its pages, each language with its own key.

    Its till takes the codes that Dangol gave, once.
    """
    keys = {language: one.workspace.browser_key for language, one in workspaces.items()}
    till = Till(record, workspaces)
    return site_app(
        widget_tag={
            language: TAG.replace("SERVER", server).replace("KEY", key)
            for language, key in keys.items()
        },
        identity_secret={language: one.identity_secret for language, one in workspaces.items()},
        check_coupon=till.check_coupon,
        on_order=till.take_order,
    )


class Till:
    """What a shop's till asks Dangol's ledger."""

    def __init__(self, record: Record, workspaces: Mapping[Language, DemoWorkspace]) -> None:
        self._record = record
        self._workspaces = workspaces

    def check_coupon(self, code: str) -> Discount | None:
        """What the code takes off, if Dangol gave it and it can still be used."""
        for language, one in self._workspaces.items():
            hashed = hash_code(offer_secret(one.workspace), code)
            with self._record.reading() as connection:
                offers = Offers(connection, one.workspace.workspace_id)
                found = offers.find_code(hashed)
                rule = offers.read_rule(found.rule_id) if found is not None else None
            if found is None or rule is None:
                continue
            if found.released_at or found.redeemed_at or now() >= found.expires_at:
                return None
            currency = sample_shop(language).currency
            return Discount(code, rule.value, most_minor=rule.ceiling_minor, currency=currency)
        return None

    def take_order(self, order: Order) -> None:
        """The order's code, if it was one of Dangol's, is used up."""
        if not order.coupon:
            return
        for one in self._workspaces.values():
            hashed = hash_code(offer_secret(one.workspace), order.coupon)
            with self._record.writing() as connection:
                offers = Offers(connection, one.workspace.workspace_id)
                offers.redeem_code(hashed, order_id=order.number, now=now())


class ShopServer:
    """The shop's site at a bound socket, in a thread of its own while the block runs."""

    def __init__(self, app: Litestar, listener: object) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=STOP_S,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(
            target=self._server.run, args=([listener],), name="sample-shop", daemon=True
        )

    def __enter__(self) -> "ShopServer":
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
