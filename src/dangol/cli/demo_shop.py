"""The demo, open: Dangol, the sample shop, the sample company and a start page with the doors to
them, in one process on loopback, until it is stopped.

The shop is an ordinary merchant's: its pages hold the widget's tag, its till asks Dangol's ledger
about codes that are not its own, and its server signs who its customers are. So does the company's.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from socket import socket
from threading import Thread

import msgspec
import uvicorn
from litestar import Litestar

from dangol.cli.demo_company import TAG as COMPANY_TAG
from dangol.cli.demo_company import open_demo_company
from dangol.cli.demo_folder import LOGS, MAIL, PLAYBOOKS, fresh_folder
from dangol.cli.demo_mail import Mailbox
from dangol.cli.demo_workspace import DemoWorkspace, new_login, open_demo_workspace
from dangol.cli.workspace_choice import now
from dangol.engine.chat.model_ledger import ModelSetup
from dangol.engine.chat.offering import offer_secret
from dangol.server.run import listen_at, run_server
from dangol.server.settings import Settings
from dangol.sim.b2b.app import company_app
from dangol.sim.doors.app import Doors, Logins, doors_app
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
"""Requests under way at a site are given this long."""
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
    """The open demo: where everything is. No address has a slash at its end."""

    start: str
    """The start page's address."""
    server: str
    """Dangol's own."""
    site: str
    """The shop's."""
    company_site: str
    """The company's."""
    workspaces: Mapping[Language, DemoWorkspace]
    """The shop's, each with its owner's login; all have one password."""
    companies: Mapping[Language, DemoWorkspace]
    """The company's."""
    folder: Path
    """Where its record, its playbooks, its mail and the server's log are."""


class Ports(msgspec.Struct, frozen=True):
    """Where to listen; 0 takes a free port."""

    server: int = 0
    shop: int = 0
    company: int = 0
    start: int = 0


FREE_PORTS = Ports()


def run_demo_shop(
    folder: Path,
    *,
    started: Callable[[DemoShop], None],
    ports: Ports = FREE_PORTS,
    language: Language = Language.KO,
    model: ModelSetup | None = None,
) -> None:
    """The demo is open until SIGINT or SIGTERM; then what was acknowledged is on the disk.

    The folder holds a fresh record, in place of an earlier demo's, and the playbooks in force.
    `started` is told where everything is once it answers; it must not take long. `language` is the
    start page's for whoever names none. `model` words the replies, if there is one.
    Raises: AddressTakenError; as `fresh_folder`.
    """
    password = new_login().password
    with ExitStack() as stack:
        database_url = stack.enter_context(fresh_folder(folder))
        logs = stack.enter_context((folder / LOGS).open("w", encoding="utf-8", buffering=1))
        shop_at, company_at, start_at, server_at = (
            stack.enter_context(listen_at(HOST, port))
            for port in (ports.shop, ports.company, ports.start, ports.server)
        )
        mailbox = stack.enter_context(Mailbox(folder / MAIL))
        record = open_record(database_url)
        stack.callback(record.close)
        shops = {
            language: open_demo_workspace(
                record,
                language,
                site=_address(shop_at),
                now=now(),
                login=new_login(language, password),
            )
            for language in Language
        }
        companies = {
            language: open_demo_company(
                record,
                language,
                site=_address(company_at),
                now=now(),
                password=password,
                mail_port=mailbox.port,
            )
            for language in Language
        }
        demo = DemoShop(
            start=_address(start_at),
            server=_address(server_at),
            site=_address(shop_at),
            company_site=_address(company_at),
            workspaces=shops,
            companies=companies,
            folder=folder,
        )

        def open_all(server: str) -> None:
            for app, listener in (
                (shop_app(record, shops, server), shop_at),
                (company_site_app(companies, server), company_at),
                (doors_app(_doors(demo, language)), start_at),
            ):
                stack.enter_context(SiteServer(app, listener))
            started(demo)

        settings = Settings(
            database_url=database_url,
            host=HOST,
            public_url=demo.server,
            playbooks=folder / PLAYBOOKS,
            model=model,
            allowed_hosts=frozenset({f"{HOST}:{mailbox.port}"}),
        )
        run_server(settings, open_all, logs=logs, listener=server_at)


def _address(listener: socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


def _doors(demo: DemoShop, language: Language) -> Doors:
    return Doors(
        shop=demo.site,
        company=demo.company_site,
        server=demo.server,
        logins={
            one: Logins(demo.workspaces[one].login.email, demo.companies[one].login.email)
            for one in Language
        },
        password=demo.workspaces[Language.KO].login.password,
        mail_folder=str((demo.folder / MAIL).absolute()),
        language=language,
    )


def company_site_app(companies: Mapping[Language, DemoWorkspace], server: str) -> Litestar:
    """The company's site with the widget of that server, each language with its own key."""
    return company_app(
        widget_tag={
            language: COMPANY_TAG.replace("SERVER", server).replace(
                "KEY", one.workspace.browser_key
            )
            for language, one in companies.items()
        },
        identity_secret={language: one.identity_secret for language, one in companies.items()},
    )


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


class SiteServer:
    """A site at a bound socket, in a thread of its own while the block runs."""

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
            target=self._server.run, args=([listener],), name="sample-site", daemon=True
        )

    def __enter__(self) -> "SiteServer":
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
