"""The sample shop as one of Dangol's customers: a workspace with all that a merchant brings.

The sample shop has a storefront for each language, with prices of its own, so each is a workspace.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from dangol.cli.worth import average_order_minor
from dangol.decide.recipes import read_recipes
from dangol.engine.catalogue import take_catalogue
from dangol.engine.chat.knowledge import take_knowledge
from dangol.engine.live import Arrival, Live
from dangol.listen.event import Receipt
from dangol.listen.event_lines import parse_line
from dangol.server.chat.tickets import identity_secret
from dangol.server.console.passwords import hash_password
from dangol.sim.answers import spoken_articles
from dangol.sim.shop import sample_catalogue, sample_shop
from dangol.sim.site.backend import past_order_calls
from dangol.store.offer_rows import OfferRuleRow
from dangol.store.offers import Offers
from dangol.store.operators import OperatorRow, Operators, Role
from dangol.store.record import Record
from dangol.store.sites import check_site, write_site
from dangol.store.workspaces import CHANCE_BYTES, Workspace, new_workspace, write_hours
from dangol.terms.ids import uuid7
from dangol.terms.instants import DAY_US, EPOCH, Instant
from dangol.terms.languages import Language

ZONES = {
    Language.KO: "Asia/Seoul",
    Language.JA: "Asia/Tokyo",
    Language.EN: "America/New_York",
}
HOURS = "mon-fri 10:00-12:30 13:30-18:00"
"""As the shop's articles say."""
OWNER = {Language.KO: "미나", Language.JA: "美奈", Language.EN: "Mina"}
COUPON_PERCENT = 10
COUPON_CEILING = {Language.KO: 10_000, Language.JA: 1_000, Language.EN: 1_000}
"""The most that one code is worth. Units: minor units of the storefront's currency."""
COUPONS_A_DAY = 30


class Login(msgspec.Struct, frozen=True):
    """With what the owner signs in to the console."""

    email: str
    password: str


class DemoWorkspace(msgspec.Struct, frozen=True):
    """One storefront of the sample shop in the record, and what opens it."""

    language: Language
    workspace: Workspace
    server_key: str
    login: Login

    @property
    def identity_secret(self) -> str:
        """With what the shop signs who its customers are."""
        return identity_secret(self.workspace)


def new_login(language: Language = Language.KO, password: str = "") -> Login:
    """The address of that storefront's owner, with a password that nobody had before if none is
    given.
    """
    name = "owner" if language is Language.KO else f"owner-{language}"
    return Login(f"{name}@dalbit.example", password or secrets.token_urlsafe(12))


def open_demo_workspace(
    record: Record,
    language: Language = Language.KO,
    *,
    site: str,
    now: Instant,
    login: Login | None = None,
) -> DemoWorkspace:
    """The sample shop of that language is a workspace of the record, ready to be served.

    It has the site's origin, the catalogue with addresses of that site, the articles in all three
    languages, the hours that they tell of, a coupon rule, an owner who may sign in, and what the
    shop's server would have said of the sample customer's orders. Shape: `site` is where the shop
    stands, as in `http://127.0.0.1:9000`. A running server knows of all this at once, or a few
    seconds later.
    """
    shop, login = sample_shop(language), login or new_login(language)
    others = [other for other in Language if other is not language]
    new = new_workspace(
        shop.name,
        zone=ZONES[language],
        currency=shop.currency,
        languages=(language, *others),
        now=now,
        chance=secrets.token_bytes(CHANCE_BYTES),
        average_order_minor=average_order_minor(shop.currency, None),
        margin_ratio=0.4,
    )
    workspace = record.create_workspace(new)
    workspace_id = workspace.workspace_id
    with record.writing() as connection:
        write_site(connection, workspace_id, check_site(site), now)
        write_hours(connection, workspace_id, HOURS)
        Offers(connection, workspace_id).write_rule(coupon_rule(language, now))
        owner = new_operator(login, OWNER[language], Role.OWNER, workspace.languages, now)
        Operators(connection, workspace_id).create_operator(owner)
    take_catalogue(record, workspace, read_recipes(), sample_catalogue(language, site), now)
    take_knowledge(record, workspace_id, "the sample shop", spoken_articles(site), now)
    _tell_past_orders(record, workspace, past_order_calls(_moment(now), language, site), now)
    workspace = record.read_workspace(workspace_id) or workspace  # with its hours
    return DemoWorkspace(language, workspace, new.server_key, login)


def coupon_rule(language: Language, now: Instant) -> OfferRuleRow:
    """What the sample shop allows: ten per cent, once a person, for a day."""
    shop, ceiling = sample_shop(language), COUPON_CEILING[language]
    return OfferRuleRow(
        rule_id="welcome-10",
        kind="percent",
        currency=shop.currency,
        value=COUPON_PERCENT,
        gift="",
        ceiling_minor=ceiling,
        margin_floor_ratio=0.2,
        usual_margin_ratio=0.4,
        budget_minor_per_day=COUPONS_A_DAY * ceiling,
        codes_limit=0,
        is_once_per_person=True,
        min_cart_minor=0,
        valid_for_us=DAY_US,
        is_active=True,
        updated_at=now,
    )


def _tell_past_orders(
    record: Record, workspace: Workspace, calls: list[dict[str, Any]], now: Instant
) -> None:
    live = Live(record, clock=lambda: now)
    try:
        parsed = [parse_line(msgspec.json.encode(call), Receipt(now)) for call in calls]
        live.submit(Arrival(workspace.workspace_id, now, True, "the shop", parsed)).result()
    finally:
        live.close()


def _moment(instant: Instant) -> datetime:
    return EPOCH + timedelta(microseconds=instant)


def new_operator(
    login: Login, name: str, role: Role, languages: Sequence[str], now: Instant
) -> OperatorRow:
    """Somebody who works in a demo's inbox."""
    return OperatorRow(
        operator_id=str(uuid7(now, secrets.randbits(74))),
        email=login.email,
        name=name,
        role=role,
        languages=",".join(languages),
        password_hash=hash_password(login.password),
        password_changed_at=now,
        created_at=now,
        disabled_at=Instant(0),
    )
