"""Companies, as `group` calls tell of them."""

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from dangol.listen.act import clean_text
from dangol.listen.event import Event
from dangol.store.rows import AccountRow
from dangol.terms.instants import Instant

_encode = msgspec.json.Encoder().encode


def account_rows(events: Iterable[Event], received_at: Instant) -> list[AccountRow]:
    """The accounts that these events' `group` calls name, each as its last call says.

    A browser may name a group as well: an account holds what was said of a company, and gives
    nobody a way to its people.
    """
    rows: dict[str, AccountRow] = {}
    for event in events:
        account_id = clean_text(event.body.get("groupId")) if event.call == "group" else ""
        if not account_id:
            continue
        traits = cast("dict[str, Any]", event.body.get("traits") or {})
        rows[account_id] = AccountRow(
            account_id,
            clean_text(traits.get("domain")).lower(),
            clean_text(traits.get("name")),
            _encode(traits),
            received_at,
            received_at,
        )
    return list(rows.values())
