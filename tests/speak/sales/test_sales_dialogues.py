"""Whole conversations with companies that sell to businesses, as scripts of steps, in three
languages.

A step says or presses something and names what must come of it. What a step does not name must not
happen: nobody is asked for, no form is shown. In every one of them: the first reply says that it
is automated; no slot is asked twice or asked though it is known; what is known stands with words
that were said; the guard finds nothing to keep back.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.speak.sales.buying import NOW, TOMORROW_AT_THREE, WORLDS, with_calendars

from dangol.speak.reply import (
    Awaiting,
    CartAdd,
    ContactForm,
    Context,
    Coupon,
    HandOff,
    Notice,
    QuickReplies,
    Reply,
    Selling,
    SourceLink,
    Turn,
)
from dangol.speak.sales.known import Known, Origin
from dangol.speak.turn import take_turn
from dangol.terms.languages import Language

FOLDER = Path(__file__).parent / "dialogues"
STEP_KEYS = {
    "say", "press", "press_time", "has", "lacks", "skills", "source", "hand_off", "contact",
    "times", "asks", "known", "fit", "stage", "button", "no_button", "link",
}  # fmt: skip
DIALOGUE_KEYS = {"name", "world", "taken", "zone", "before", "most_turns", "steps"}


def scripts() -> list[Any]:
    return [
        pytest.param(script, Language(file.stem), id=f"{file.stem}: {script['name']}")
        for file in sorted(FOLDER.glob("*.toml"))
        for script in tomllib.loads(file.read_text("utf-8"))["dialogue"]
    ]


@pytest.mark.parametrize(("script", "language"), scripts())
def test_a_conversation_goes_as_its_script_says(script: dict[str, Any], language: Language) -> None:
    assert script.keys() <= DIALOGUE_KEYS
    world = WORLDS[script.get("world", "company")](language)
    taken = [TOMORROW_AT_THREE] if script.get("taken") else []
    world = with_calendars(world, language, taken)
    context = Context()
    known = tuple(
        Known(slot, value, f"{slot}: {value}", Origin.TRAIT)
        for slot, value in script.get("before", {}).items()
    )
    said: list[str] = [one.words for one in known]
    asked: list[str] = []
    buttons: list[str] = []
    for place, step in enumerate(script["steps"]):
        assert step.keys() <= STEP_KEYS, step
        press = step.get("press", "")
        if "press_time" in step:
            press = [one for one in buttons if one.startswith("book:")][step["press_time"]]
        turn = Turn(
            step.get("say", ""),
            NOW,
            press=press,
            language=language,
            context=context,
            known=known,
            zone=script.get("zone", ""),
        )
        said.append(step.get("say", ""))
        reply = take_turn(turn, world)
        assert any(isinstance(part, Notice) for part in reply.parts) == (place == 0)
        hold_to_step(reply, step, language)
        hold_to_laws(reply, said, asked)
        context, known = reply.context, reply.known
        buttons = ids_of(reply)
    if "most_turns" in script:
        assert len(script["steps"]) <= script["most_turns"]


def hold_to_step(reply: Reply, step: dict[str, Any], language: Language) -> None:
    text, parts = reply.text, reply.parts
    assert text.strip(), "something is said"
    assert reply.language == language
    for words in step.get("has", []):
        assert words in text, f"{words!r} is missing in {text!r}"
    for words in step.get("lacks", []):
        assert words not in text, f"{words!r} stands in {text!r}"
    if "skills" in step:
        assert list(reply.skills) == step["skills"], text
    links = [part for part in parts if isinstance(part, SourceLink)]
    if "source" in step:
        assert any(step["source"] in one.title for one in links), links
    if "link" in step:
        assert any(step["link"] in one.url for one in links), links
    assert reply.hand_off == step.get("hand_off", False), text
    assert any(isinstance(part, HandOff) for part in parts) == reply.hand_off
    forms = [part.purpose for part in parts if isinstance(part, ContactForm)]
    assert forms == ([step["contact"]] if "contact" in step else []), text
    ids = ids_of(reply)
    assert sum(one.startswith("book:") for one in ids) == step.get("times", 0), text
    if "button" in step:
        assert step["button"] in {one.partition(":")[0] for one in ids}, ids
    if "no_button" in step:
        assert step["no_button"] not in {one.partition(":")[0] for one in ids}, ids
    if "asks" in step:
        assert asked_in(reply) == step["asks"], text
    told = {one.slot: [one.value, one.words] for one in reply.known}
    for slot, wanted in step.get("known", {}).items():
        assert told.get(slot) == wanted, told
    if "fit" in step:
        assert reply.lead is not None and reply.lead.fit == step["fit"], reply.lead
    if "stage" in step:
        assert reply.lead is not None and reply.lead.stage == step["stage"], reply.lead


def hold_to_laws(reply: Reply, said: list[str], asked: list[str]) -> None:
    """What holds in every turn of every conversation."""
    assert reply.blocked == (), (reply.blocked, reply.text)
    assert not any(isinstance(part, CartAdd | Coupon) for part in reply.parts)
    words = "\n".join(said)
    for one in reply.known:
        assert one.words.strip() and one.words in words, (one, words)
    slot = asked_in(reply)
    if slot:
        assert slot not in asked, f"{slot} is asked twice"
        assert slot not in {one.slot for one in reply.known}, f"{slot} is known"
        asked.append(slot)
    assert "@" not in str(reply.context)


def asked_in(reply: Reply) -> str:
    selling = reply.context.selling or Selling()
    return selling.slot if reply.context.awaiting is Awaiting.SLOT else ""


def ids_of(reply: Reply) -> list[str]:
    rows = [part for part in reply.parts if isinstance(part, QuickReplies)]
    return [button.id for row in rows for button in row.replies]


def test_there_are_as_many_scripts_in_every_language() -> None:
    counts = dict.fromkeys(Language, 0)
    for param in scripts():
        counts[param.values[1]] += 1
    assert min(counts.values()) == max(counts.values()) >= 16, counts
