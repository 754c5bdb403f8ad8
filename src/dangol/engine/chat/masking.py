"""Secrets that a visitor pastes into a chat are hidden before anything is stored."""

import re

_HIDDEN = "•••"
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_RESIDENT = re.compile(r"(?<!\d)(\d{6})[ ]?-[ ]?([1-8]\d{6})(?!\d)")
_KEY = re.compile(r"\b(?:sk|pk|rk|ghp|gho|xox[abp]|dgl_s|AKIA|eyJ)[A-Za-z0-9_.-]{16,}")
_PASSWORD = re.compile(
    r"((?:비밀\s?번호|비번|패스워드|パスワード|暗証番号|password|passwd|pw)"
    r"\s*(?:은|는|は|is)?\s*[:=：]?\s*)([!-~]{6,})",
    re.IGNORECASE,
)


def mask_secrets(text: str) -> str:
    """The text without card numbers, resident numbers, keys and passwords.

    Law: order numbers and telephone numbers stay.
    """
    text = _CARD.sub(lambda found: _card(found[0]), text)
    text = _RESIDENT.sub(lambda found: f"{found[1]}-{_HIDDEN}", text)
    text = _KEY.sub(_HIDDEN, text)
    return _PASSWORD.sub(lambda found: found[1] + _HIDDEN, text)


def _card(text: str) -> str:
    digits = [int(letter) for letter in text if letter.isdigit()]
    doubled = (sum(divmod(digit * 2, 10)) for digit in digits[-2::-2])
    is_card = (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
    return f"{_HIDDEN} {text[-4:]}" if is_card else text
