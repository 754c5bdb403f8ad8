"""Which language model a server asks, and what it may cost: read from the environment."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from dangol.engine.chat.model_ledger import ModelSetup
from dangol.speak.model import Endpoint
from dangol.store.model_use import UseLimits
from dangol.terms.errors import SettingError

_MICRO = 1_000_000
_NAMES = {
    "url": "DANGOL_MODEL_URL",
    "name": "DANGOL_MODEL_NAME",
    "key": "DANGOL_MODEL_KEY",
    "first_ms": "DANGOL_MODEL_FIRST_MS",
    "total_ms": "DANGOL_MODEL_TOTAL_MS",
    "visitor_tokens": "DANGOL_MODEL_VISITOR_TOKENS",
    "workspace_tokens": "DANGOL_MODEL_WORKSPACE_TOKENS",
    "visitor_spend": "DANGOL_MODEL_VISITOR_SPEND",
    "workspace_spend": "DANGOL_MODEL_WORKSPACE_SPEND",
    "input_price": "DANGOL_MODEL_INPUT_PRICE",
    "output_price": "DANGOL_MODEL_OUTPUT_PRICE",
}


class BadModelSettingError(SettingError):
    """A setting of the model is not what it can be. It is not quoted: it may be the key."""

    code = "setting.bad_model"

    def __init__(self, name: str, problem: str, hint: str) -> None:
        super().__init__(f"{name} {problem}", hint=hint)


def read_model_setup(environ: Mapping[str, str]) -> ModelSetup | None:
    """The model that the settings name; None where they name none, as they do by default.

    Raises: BadModelSettingError (`setting.bad_model`).
    """
    said = {field: environ.get(name, "").strip() for field, name in _NAMES.items()}
    if not any(said.values()):
        return None
    parts = urlsplit(said["url"])
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        hint = "for example DANGOL_MODEL_URL=https://models.example.com/v1; a key has its own"
        raise BadModelSettingError(_NAMES["url"], "is no address of a model's endpoint", hint)
    if not said["name"]:
        hint = "for example DANGOL_MODEL_NAME=small-model, as its endpoint calls it"
        raise BadModelSettingError(_NAMES["name"], "is missing", hint)
    if not said["key"].isascii() or not said["key"].isprintable():
        raise BadModelSettingError(_NAMES["key"], "is no key", "it is one line of plain signs")
    known = Endpoint("", "")
    first_ms = _whole(said, "first_ms", known.first_ms, 100)
    total_ms = _whole(said, "total_ms", known.total_ms, 100)
    usual = UseLimits()
    setup = ModelSetup(
        Endpoint(said["url"].rstrip("/"), said["name"], said["key"], first_ms, total_ms),
        UseLimits(
            _whole(said, "visitor_tokens", usual.visitor_tokens or 0),
            _whole(said, "workspace_tokens", usual.workspace_tokens or 0),
            _micro(said, "visitor_spend"),
            _micro(said, "workspace_spend"),
        ),
        _amount(said, "input_price") or Decimal(0),
        _amount(said, "output_price") or Decimal(0),
    )
    is_bounded = said["visitor_spend"] or said["workspace_spend"]
    if is_bounded and not (setup.input_price and setup.output_price):
        hint = "say what a million tokens cost: DANGOL_MODEL_INPUT_PRICE and _OUTPUT_PRICE"
        raise BadModelSettingError(_NAMES["workspace_spend"], "has no prices to go by", hint)
    return setup


def _whole(said: Mapping[str, str], field: str, default: int, least: int = 0) -> int:
    text = said[field]
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 15 or int(text) < least:
        hint = f"for example {_NAMES[field]}={default}"
        raise BadModelSettingError(_NAMES[field], f"is no whole number from {least}", hint)
    return int(text)


def _amount(said: Mapping[str, str], field: str) -> Decimal | None:
    if not said[field]:
        return None
    try:
        amount = Decimal(said[field])
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < _MICRO * _MICRO:
        raise BadModelSettingError(_NAMES[field], "is no amount", f"{_NAMES[field]}=0.25")
    return amount


def _micro(said: Mapping[str, str], field: str) -> int | None:
    amount = _amount(said, field)
    return None if amount is None else int(amount * _MICRO)
