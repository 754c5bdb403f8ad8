"""What is said of a time that was offered, kept or booked: another, none of them, not at all."""

import re

from dangol.speak.reply import Selling
from dangol.speak.sales.moments import Wanted
from dangol.speak.understand.lexicon import Forms

_MOVES = re.compile(
    r"변경|바꾸|바꿀|바꿔|미루|미뤄|미룰|옮기|옮길|옮겨|変更|変え|ずらし|ずらせ|延期"
    r"|\b(?:reschedule|postpone|(?:move|push|change) (?:it|that|this|to|the))\b"
)
_CALLS_OFF = re.compile(
    r"취소|못\s?(?:가|갈|만나|해)|안\s?(?:되겠|될\s?것)|キャンセル|取り?消|行けなく|都合が(?:悪|つかな)"
    r"|\b(?:cancel\w*|call (?:it|that) off|can.?t make it|cannot make it|something came up)\b"
)
"""What is done to a meeting that is booked, where no other thing of theirs is named."""
_OTHER_THING = re.compile(
    r"해지|구독|계약|결제|요금|플랜|주문|解約|契約|プラン|支払|注文|料金|언제든|いつでも"
    r"|\b(?:subscription|contract|plan|order|payment|account|any ?time|fees?)\b"
)
_NONE_SUITS = re.compile(
    r"^(?:다|전부|모두|셋다)안(?:돼|되|됩|맞)|(?:그|이|맞는)?시간(?:은|이|에는?)?(?:다|모두)?안(?:돼|되|됩|맞)|되는시간이?없"
    r"|どれも|どの時間も|合う時間が(?:ない|ありません)|^都合が(?:悪|つき|つか|合い|合わ)"
    r"|none of (?:these|those|them)|don.?t (?:work|suit)"
    r"|(?:can.?t|cannot) (?:do|make) (?:any|those|these)"
)
"""Said of the times that were offered."""
_TO_THEN = re.compile(r"\d\s?(?:시|분|반)?(?:\s?(?:반|\d+분))?(?:로|으로)|[時分半]に|\bto\b")
_PUT_THROUGH = re.compile(
    r"연결|바꿔|바꾸|불러|급해|급한|당장|代わ|かわっ|つない|つなげ|繋|今すぐ|至急"
    r"|\b(?:transfer|connect|put me through|right now|urgent\w*|asap|immediately)\b"
)
"""Somebody is wanted now, whatever time is named beside it."""
_NOW = re.compile(r"지금|\b(?:human|bot)\b")
"""So it is with these, where no hour is named."""


def is_wanted_now(forms: Forms, wanted: Wanted) -> bool:
    """They would talk to somebody at once, and not at the time that they name."""
    if _PUT_THROUGH.search(forms.spaced) is not None:
        return True
    return not wanted.has_time and _NOW.search(forms.spaced) is not None


def suits_none(forms: Forms) -> bool:
    """None of the times that were offered is right for them."""
    return any(_NONE_SUITS.search(one) for one in (forms.compact, forms.spaced))


def is_of_meeting(forms: Forms, wanted: Wanted | None, selling: Selling) -> bool:
    """They would have the meeting at another time, or not at all, and call it nothing."""
    if _OTHER_THING.search(forms.spaced):
        return False
    if selling.booked is None and selling.held is None:
        return bool(selling.times) and is_moved_to(forms, wanted)
    return any(one.search(forms.spaced) for one in (_MOVES, _CALLS_OFF))


def is_moved_to(forms: Forms, wanted: Wanted | None) -> bool:
    """They name the time to which it is to be moved."""
    if wanted is None or not wanted.has_time or _CALLS_OFF.search(forms.spaced):
        return False
    return all(one.search(forms.spaced) for one in (_MOVES, _TO_THEN))
