"""The promise: without a word there is no model; a setting that cannot be is refused by its name,
and the key is never quoted."""

import pytest

from dangol.server.model_settings import BadModelSettingError, read_model_setup
from dangol.server.settings import read_settings

KEY = "sk-9f8e7d6c5b4a"
PLAIN = {"URL": "https://models.example/v1/", "NAME": "small", "KEY": KEY}


def environ(**more: str) -> dict[str, str]:
    return {f"DANGOL_MODEL_{name}": text for name, text in (PLAIN | more).items()}


def test_without_a_word_there_is_no_model() -> None:
    assert read_model_setup({}) is None
    assert read_settings({}).model is None
    assert read_model_setup({"DANGOL_MODEL_URL": " "}) is None


def test_a_model_has_bounds_unless_it_is_told_others() -> None:
    setup = read_settings(environ()).model
    assert setup is not None
    assert (setup.endpoint.url, setup.endpoint.first_ms) == ("https://models.example/v1", 4_000)
    assert setup.limits == (50_000, 5_000_000, None, None)
    told = read_model_setup(
        environ(VISITOR_TOKENS="0", WORKSPACE_SPEND="2.5", INPUT_PRICE="0.25", OUTPUT_PRICE="1.50")
    )
    assert told is not None and told.limits == (0, 5_000_000, None, 2_500_000)
    assert told.spend_micro(1_000_000, 1_000_000) == 1_750_000


@pytest.mark.parametrize(
    "more",
    [
        {"URL": ""},
        {"URL": "models.example"},
        {"URL": f"https://user:{KEY}@models.example/v1"},
        {"URL": "file:///etc/passwd"},
        {"NAME": ""},
        {"KEY": KEY + "\nX-Other: 1"},
        {"KEY": KEY + "키"},
        {"FIRST_MS": "soon"},
        {"TOTAL_MS": "-1"},
        {"VISITOR_TOKENS": "1e9"},
        {"WORKSPACE_SPEND": "5"},
        {"WORKSPACE_SPEND": "-5", "INPUT_PRICE": "1", "OUTPUT_PRICE": "1"},
        {"INPUT_PRICE": "NaN"},
        {"OUTPUT_PRICE": "cheap"},
    ],
)
def test_what_cannot_be_is_refused_by_its_name_and_never_quoted(more: dict[str, str]) -> None:
    with pytest.raises(BadModelSettingError) as refused:
        read_model_setup(environ(**more))
    said = f"{refused.value} {refused.value.hint}"
    assert f"DANGOL_MODEL_{next(iter(more))}" in said and KEY not in said
    assert KEY not in repr(read_settings(environ()))
