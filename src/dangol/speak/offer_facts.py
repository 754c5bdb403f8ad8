"""A granted offer as a fact: in the words of the shop's language, with its code, worth and end."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dangol.speak.facts import (
    Fact,
    Source,
    SourceKind,
    Value,
    ValueKind,
    code_value,
    date_value,
    free_value,
    money_value,
    percent_value,
    time_value,
)
from dangol.speak.offers import Granted, OfferKind
from dangol.terms.instants import EPOCH, SECOND_US
from dangol.terms.languages import Language
from dangol.terms.money import Money, render_money

_WORDS = {
    OfferKind.PERCENT: ("{value}% 할인 쿠폰", "{value}%OFFクーポン", "{value}% off coupon"),
    OfferKind.AMOUNT: ("{value} 할인 쿠폰", "{value}割引クーポン", "{value} off coupon"),
    OfferKind.FREE_SHIPPING: ("무료배송 쿠폰", "送料無料クーポン", "free delivery coupon"),
    OfferKind.GIFT: ("사은품: {value}", "プレゼント: {value}", "gift: {value}"),
}
_CEILING = ("최대 {0}", "最大{0}", "at most {0}")
_MIN_CART = ("{0} 이상 주문", "{0}以上のご注文", "orders of {0} or more")
_UNTIL = (
    "{0.month}월 {0.day}일 {0:%H:%M}까지",
    "{0.month}月{0.day}日 {0:%H:%M}まで",
    "until {0:%B} {0.day}, {0:%H:%M}",
)


def fact_of_offer(
    granted: Granted, code: str, language: Language, zone: ZoneInfo, url: str = ""
) -> Fact:
    """What was granted, with its code, its worth and its end by the shop's clock."""
    column = tuple(Language).index(language)
    currency = granted.worth.currency

    def money(minor: int) -> str:
        return render_money(Money(minor, currency), language)

    values = [code_value(code), Value(ValueKind.DISCOUNT, "offer")]
    match granted.kind:
        case OfferKind.PERCENT:
            shown = str(granted.value)
            values += [percent_value(granted.value), money_value(granted.worth)]
        case OfferKind.AMOUNT:
            shown = money(granted.value)
            values.append(money_value(granted.worth))
        case OfferKind.FREE_SHIPPING:
            shown = ""
            values.append(free_value("shipping"))
        case OfferKind.GIFT:
            shown = granted.gift
            values.append(Value(ValueKind.GIFT, granted.gift))
    parts = [_WORDS[granted.kind][column].format(value=shown)]
    if granted.ceiling_minor is not None and granted.kind is OfferKind.PERCENT:
        parts.append(_CEILING[column].format(money(granted.ceiling_minor)))
        values.append(money_value(Money(granted.ceiling_minor, currency)))
    if granted.min_cart_minor:
        parts.append(_MIN_CART[column].format(money(granted.min_cart_minor)))
        values.append(money_value(Money(granted.min_cart_minor, currency)))
    end = datetime.fromtimestamp((granted.expires_at // SECOND_US), EPOCH.tzinfo).astimezone(zone)
    parts.append(_UNTIL[column].format(end))
    values += [date_value(end), time_value(end.hour, end.minute)]
    return Fact(
        f"offer:{granted.rule_id}",
        " · ".join(parts),
        Source(parts[0], url, SourceKind.OFFER),
        tuple(values),
    )
