"""Secrets that a visitor pastes are masked before anything stores, logs or sends them on.

Card numbers (Luhn), Korean resident registration numbers, Japanese My Numbers (check digit), IBANs,
passwords that are named as such, keys and tokens by their shape. What is masked is replaced by a
word that says what it was, so that a reader understands the message still.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

import msgspec


class SecretKind(StrEnum):
    """What was masked."""

    CARD = "card"
    """A payment card's number, with its last four digits kept."""
    RESIDENT_NUMBER = "resident_number"
    """A Korean resident registration number; the date of birth is kept."""
    MY_NUMBER = "my_number"
    """A Japanese individual number."""
    BANK_ACCOUNT = "bank_account"
    """An IBAN."""
    PASSWORD = "password"  # noqa: S105
    """What was called a password, a PIN or a one-time code."""
    TOKEN = "token"  # noqa: S105
    """A key or token by its shape: JWT, API key, private key, bearer."""


class Masked(msgspec.Struct, frozen=True):
    """A text without its secrets."""

    text: str
    kinds: tuple[SecretKind, ...] = ()
    """What was found, in the order of the text's kinds; empty where nothing was."""


_DIGITS = re.compile(r"(?<![A-Za-z0-9.])\d(?:[ \-.·]?\d){12,18}(?![A-Za-z0-9])")
_RESIDENT = re.compile(
    r"(?<!\d)(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\s?[-.]?\s?([1-8])\d{6}(?!\d)"
)
_RESIDENT_SHORT = re.compile(r"(?<!\d)(\d{6})\s?-\s?([1-8])\d{6}(?!\d)")
_MY_NUMBER = re.compile(r"(?<![A-Za-z0-9-])\d{4}[ -]?\d{4}[ -]?\d{4}(?![A-Za-z0-9-])")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])"
)
_NAMED = re.compile(
    r"(?P<name>비밀\s?번호|비번|패스워드|암호|인증\s?번호|パスワード|暗証番号|認証コード|合言葉|pass\s?word|passwd|\bpwd|passcode"
    r"|\bpin\b(?: code)?|\botp\b|\bcvc\b|\bcvv\b|secret|api[_ -]?key|access[_ -]?key|token)"
    r"(?P<gap>\s?(?:は|が|:|=|는|은|이|가|is|->|：|＝){1,2}\s*[\"'「“]?)"
    r"(?P<secret>(?=[^\s]*[0-9!@#$%^&*_])[!-~]{3,64}?)"
    r"(?=[\"'」”]?(?:\s|$|이에요|예요|입니다|야|です|だよ|と|[,。]|\.(?:\s|$)))",
    re.IGNORECASE,
)
_TOKENS = re.compile(
    r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
    r"|(?<![A-Za-z0-9])(?:sk|pk|rk)[_-](?:live|test|proj|ant)?[_-]?[A-Za-z0-9_-]{16,}"
    r"|(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])"
    r"|(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{20,}|(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{20,}"
    r"|(?<![A-Za-z0-9])xox[abprs]-[A-Za-z0-9-]{10,}|(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{30,}"
    r"|(?<=[Bb]earer )[A-Za-z0-9._~+/-]{16,}=*"
)
_WIDTHS = {
    ord(wide): unicodedata.normalize("NFKC", wide) for wide in map(chr, range(0xFF01, 0xFF5F))
}
_UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF], "")


def mask_secrets(text: str) -> Masked:
    """The text with every secret in it masked, and what they were.

    Full width and invisible characters do not hide one; a text without secrets is unchanged.

    Laws: mask_secrets(mask_secrets(x).text).text == mask_secrets(x).text; never raises.
    """
    plain = text.translate(_WIDTHS).translate(_UNSEEN)
    kinds: list[SecretKind] = []
    for kind, pattern, mask in _MASKS:
        masked = pattern.sub(mask, plain)
        if masked != plain:
            plain = masked
            kinds.append(kind)
    return Masked(plain, tuple(dict.fromkeys(kinds))) if kinds else Masked(text)


def _mask_card(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return f"[card …{digits[-4:]}]" if _passes_luhn(digits) else found[0]


def _passes_luhn(digits: str) -> bool:
    """Source: ISO/IEC 7812-1, annex B. A run of one digit is no card."""
    if len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _mask_resident(found: re.Match[str]) -> str:
    return f"{found[1]}-*******"


def _mask_my_number(found: re.Match[str]) -> str:
    digits = [int(sign) for sign in found[0] if sign.isdigit()]
    weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
    rest = sum(digit * weight for digit, weight in zip(digits[:11], weights, strict=True)) % 11
    check = 0 if rest <= 1 else 11 - rest
    return "[my number]" if digits[11] == check and len(set(digits)) > 1 else found[0]


def _mask_iban(found: re.Match[str]) -> str:
    """Source: ISO 13616-1, the check by modulo 97."""
    plain = found[0].replace(" ", "")
    number = "".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])
    return "[bank account]" if 15 <= len(plain) <= 34 and int(number) % 97 == 1 else found[0]


def _mask_named(found: re.Match[str]) -> str:
    return f"{found['name']}{found['gap']}[secret]"


def _mask_token(_: re.Match[str]) -> str:
    return "[secret]"


_MASKS: tuple[tuple[SecretKind, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (SecretKind.TOKEN, _TOKENS, _mask_token),
    (SecretKind.PASSWORD, _NAMED, _mask_named),
    (SecretKind.RESIDENT_NUMBER, _RESIDENT, _mask_resident),
    (SecretKind.RESIDENT_NUMBER, _RESIDENT_SHORT, _mask_resident),
    (SecretKind.BANK_ACCOUNT, _IBAN, _mask_iban),
    (SecretKind.CARD, _DIGITS, _mask_card),
    (SecretKind.MY_NUMBER, _MY_NUMBER, _mask_my_number),
)
