"""The currencies of ISO 4217: their minor units, and how their countries write amounts."""

from dangol.terms.errors import InputError

_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN
BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK
SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU
UYW UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
_EXCEPTIONS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS: dict[str, int] = dict.fromkeys(_CODES.split(), 2) | {
    code: exponent for exponent, codes in _EXCEPTIONS.items() for code in codes.split()
}
"""Decimal places of each currency's minor unit. Source: ISO 4217, list one."""


_DOLLARS = ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "BRL"]
MARKS: dict[str, list[str]] = {
    "₩": ["KRW", "KPW"],
    "원": ["KRW", "KPW"],
    "ウォン": ["KRW", "KPW"],
    "WON": ["KRW", "KPW"],
    "¥": ["JPY", "CNY"],
    "円": ["JPY"],
    "엔": ["JPY"],
    "YEN": ["JPY"],
    "元": ["CNY", "TWD", "HKD"],
    "위안": ["CNY"],
    "$": _DOLLARS,
    "달러": _DOLLARS,
    "ドル": _DOLLARS,
    "US$": ["USD"],
    "CA$": ["CAD"],
    "C$": ["CAD"],
    "A$": ["AUD"],
    "AU$": ["AUD"],
    "NZ$": ["NZD"],
    "S$": ["SGD"],
    "HK$": ["HKD"],
    "NT$": ["TWD"],
    "MX$": ["MXN"],
    "R$": ["BRL"],
    "€": ["EUR"],
    "유로": ["EUR"],
    "ユーロ": ["EUR"],
    "£": ["GBP", "EGP", "GIP", "FKP", "SHP"],
    "₫": ["VND"],
    "Đ": ["VND"],
    "฿": ["THB"],
    "₹": ["INR"],
    "₽": ["RUB"],
    "₺": ["TRY"],
    "₴": ["UAH"],
    "₱": ["PHP"],
    "₪": ["ILS"],
    "₦": ["NGN"],
    "RP": ["IDR"],
    "RM": ["MYR"],
    "ZŁ": ["PLN"],
    "KČ": ["CZK"],
    "FT": ["HUF"],
    "KR": ["SEK", "NOK", "DKK", "ISK"],
}
"""The currencies that a sign or word beside an amount may mean, the likeliest first."""
_COMMA_DECIMAL_CODES = """
ALL ARS BAM BGN BOB BRL BYN COP CRC CZK DKK EUR GEL HUF IDR KZT MAD MDL MKD NOK PLN PYG RON RSD RUB
SEK TND TRY UAH UYU VES
"""
COMMA_DECIMALS = frozenset(_COMMA_DECIMAL_CODES.split())
"""Currencies whose countries write 1.234,50: there a point before three digits is thousands."""
LAKHS = frozenset(["INR", "PKR", "BDT", "NPR", "LKR"])
"""Currencies whose countries write 12,34,567: pairs above the last thousand."""


class UnknownCurrencyError(InputError):
    """A currency that ISO 4217 does not list."""

    code = "money.unknown_currency"

    def __init__(self, currency: str) -> None:
        super().__init__(
            f"there is no currency {currency[:20]!r}",
            hint="use an ISO 4217 code in capitals, such as KRW, JPY or USD",
        )


def exponent_of(currency: str) -> int:
    """How many decimal places the currency's minor unit has.

    Raises: UnknownCurrencyError (`money.unknown_currency`).
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrencyError(currency) from None
