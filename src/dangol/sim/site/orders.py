"""Orders, and the sample customer who already has some."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from dangol.sim.shop import sample_shop
from dangol.sim.site.cart import STANDARD, Line, Total, lines_of, total_of
from dangol.terms.languages import Language


class Status(StrEnum):
    """Where an order stands."""

    PAID = "paid"
    """It can still be cancelled."""
    PREPARING = "preparing"
    """It is being packed."""
    DISPATCHED = "dispatched"
    """It is with the carrier."""
    DELIVERED = "delivered"
    """It arrived."""
    RETURN_REQUESTED = "return_requested"
    """It is on its way back."""
    REFUNDED = "refunded"
    """The money went back."""


class Customer(msgspec.Struct, frozen=True):
    """An account holder."""

    customer_id: str
    name: str
    email: str
    password: str


class Order(msgspec.Struct, frozen=True):
    """What somebody bought."""

    number: str
    ordered_at: datetime
    """An aware instant."""
    language: Language
    lines: tuple[Line, ...]
    total: Total
    coupon: str
    method: str
    payment: str
    name: str
    email: str
    phone: str
    customer_id: str
    """Empty for a guest."""
    status: Status = Status.PAID
    tracking: str = ""


DEMO_CUSTOMER_ID = "cust-1001"
DEMO_PASSWORD = "dalbit-demo"  # noqa: S105 - shown on the sign-in page of a made-up shop


def demo_customer(language: Language) -> Customer:
    """The sample customer: one account, whose name is written as the visitor's language would."""
    name, _ = sample_shop(language).names[0]
    _, latin = sample_shop(Language.KO).names[0]
    return Customer(DEMO_CUSTOMER_ID, name, f"{latin}@dalbit.example", DEMO_PASSWORD)


_PAST = (
    ("DB-240017", 1, Status.PAID, "", {"kn-01-ivory-m": 1, "ac-05-grey-free": 1}),
    ("DB-240011", 3, Status.DISPATCHED, "680412345678", {"sh-01-white-m": 1}),
    ("DB-239954", 12, Status.RETURN_REQUESTED, "680398765432", {"bo-03-white-240": 1}),
    (
        "DB-239702",
        34,
        Status.DELIVERED,
        "680371112223",
        {"bg-01-ivory-free": 2, "pt-01-black-m": 1},
    ),
)


def past_orders(now: datetime, language: Language = Language.KO) -> tuple[Order, ...]:
    """The sample customer's orders, newest first: days before `now` that stay the same."""
    customer, shop = demo_customer(language), sample_shop(language)
    orders: list[Order] = []
    for number, days, status, tracking, quantities in _PAST:
        lines = lines_of(quantities, language)
        orders.append(
            Order(
                number=number,
                ordered_at=now - timedelta(days=days),
                language=language,
                lines=lines,
                total=total_of(lines, shop),
                coupon="",
                method=STANDARD,
                payment="card",
                name=customer.name,
                email=customer.email,
                phone="",
                customer_id=customer.customer_id,
                status=status,
                tracking=tracking,
            )
        )
    return tuple(orders)
