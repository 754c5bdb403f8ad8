"""Whole conversations with the sample shop, as scripts of steps, in three languages.

Each file under `dialogues` holds scripts. A step says (or presses) something and names what must
come of it: the skill, what the words hold and lack, the source, what goes into the cart, whether a
person is asked for. What a step does not name must not happen: nothing goes into the cart, nobody
is asked for, no coupon and no form are shown. The first reply of every conversation says that it
is automated, and the guard finds nothing to keep back in any of them.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.speak.talking import CLOSED, OPEN, world_with

from dangol.speak.reply import (
    CartAdd,
    ContactForm,
    Context,
    Coupon,
    HandOff,
    Notice,
    OrderState,
    Page,
    Person,
    ProductCard,
    QuickReplies,
    Reply,
    SourceLink,
    Text,
    Turn,
)
from dangol.speak.turn import take_turn
from dangol.terms.instants import DAY_US, Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money

FOLDER = Path(__file__).parent / "dialogues"
STEP_KEYS = {
    "say", "repeat", "press", "skill", "skills", "has", "lacks", "source", "cart", "quantity",
    "hand_off", "contact", "option", "coupon", "language", "cards", "button", "no_button",
}  # fmt: skip
DIALOGUE_KEYS = {
    "name", "language", "page", "offers", "is_held_out", "is_verified", "is_closed", "steps",
}  # fmt: skip


def scripts() -> list[Any]:
    found: list[Any] = []
    for file in sorted(FOLDER.glob("*.toml")):
        for script in tomllib.loads(file.read_text("utf-8"))["dialogue"]:
            language = script.get("language", file.stem[:2])
            name = f"{file.stem}: {script['name']}"
            found.append(pytest.param(script | {"language": language}, id=name))
    return found


def orders_of(now: Instant) -> tuple[OrderState, ...]:
    return (
        OrderState(
            "DB-240017", "paid", Instant(now - DAY_US), ("램스울 라운드 니트",), Money(59000, "KRW")
        ),
        OrderState(
            "DB-240011",
            "dispatched",
            Instant(now - 3 * DAY_US),
            ("린넨 오버핏 셔츠",),
            Money(42000, "KRW"),
            tracking="680412345678",
        ),
    )


@pytest.mark.parametrize("script", scripts())
def test_a_conversation_goes_as_its_script_says(script: dict[str, Any]) -> None:
    assert script.keys() <= DIALOGUE_KEYS
    now = CLOSED if script.get("is_closed") else OPEN
    page = script.get("page", "")
    person = Person(
        is_verified=script.get("is_verified", False),
        is_held_out=script.get("is_held_out", False),
        orders=orders_of(now),
    )
    world = world_with(script.get("offers", "none"))
    context = Context()
    for place, step in enumerate(script["steps"]):
        assert step.keys() <= STEP_KEYS
        turn = Turn(
            step.get("say", "") * step.get("repeat", 1),
            now,
            press=step.get("press", ""),
            language=Language(script["language"]),
            context=context,
            page=Page(f"https://dalbit.example/products/{page}") if page else Page(),
            person=person,
        )
        reply = take_turn(turn, world)
        hold_to_step(reply, step, script["language"])
        assert any(isinstance(part, Notice) for part in reply.parts) == (place == 0)
        context = reply.context


def hold_to_step(reply: Reply, step: dict[str, Any], language: str) -> None:
    text, parts = reply.text, reply.parts
    assert text.strip(), "something is said"
    assert reply.language == step.get("language", language)
    if "skill" in step:
        assert reply.skill == step["skill"], text
    if "skills" in step:
        assert list(reply.skills) == step["skills"], text
    for words in step.get("has", []):
        assert words in text, f"{words!r} is missing in {text!r}"
    for words in step.get("lacks", []):
        assert words not in text, f"{words!r} stands in {text!r}"
    if "source" in step:
        titles = [part.title for part in parts if isinstance(part, SourceLink)]
        assert any(step["source"] in title for title in titles), titles
    adds = [part for part in parts if isinstance(part, CartAdd)]
    wanted = [(step["cart"], step.get("quantity", 1))] if "cart" in step else []
    assert [(add.option_id, add.quantity) for add in adds] == wanted, text
    assert reply.hand_off == step.get("hand_off", False), text
    assert any(isinstance(part, HandOff) for part in parts) == reply.hand_off
    forms = [part for part in parts if isinstance(part, ContactForm)]
    assert [form.purpose for form in forms] == ([step["contact"]] if "contact" in step else [])
    if "option" in step:
        assert forms[0].option_id == step["option"]
    assert all(form.consent.text and form.consent.version for form in forms)
    assert any(isinstance(part, Coupon) for part in parts) == step.get("coupon", False), text
    cards = [part.product_id for part in parts if isinstance(part, ProductCard)]
    if "cards" in step:
        assert cards == step["cards"]
    rows = [part for part in parts if isinstance(part, QuickReplies)]
    ids = {button.id for part in rows for button in part.replies}
    if "button" in step:
        assert step["button"] in ids
    assert step.get("no_button", "-") not in {one.partition(":")[0] for one in ids}
    assert reply.blocked == (), text
    assert sum(isinstance(part, Text) for part in parts) <= 8


def test_there_are_enough_scripts_in_every_language() -> None:
    counts = dict.fromkeys(Language, 0)
    for param in scripts():
        counts[Language(param.values[0]["language"])] += 1
    assert min(counts.values()) >= 20, counts
