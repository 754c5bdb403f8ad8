"""slots.toml and tools.toml are read whole, or refused with every fault by its line."""

import pytest

from dangol.speak.sales.setup_file import SetupError
from dangol.speak.sales.slots import SlotKind
from dangol.speak.sales.slots_file import default_slots, parse_slots, parse_tools
from dangol.terms.languages import Language

ASK = 'ask = { ko = "몇 분이세요?", ja = "何名様ですか。", en = "How many?" }'


def test_seven_things_are_asked_in_three_languages() -> None:
    slots = default_slots()
    names = ["need", "tool", "team_size", "timing", "decider", "budget", "contact"]
    assert [one.name for one in slots.slots] == names
    assert {one.kind for one in slots.slots} == set(SlotKind)
    assert all(set(one.ask) == set(Language) and all(one.ask.values()) for one in slots.slots)


def test_at_least_sixty_tools_are_known_by_name() -> None:
    assert len(default_slots().tools) >= 60


def test_a_file_says_what_is_asked() -> None:
    slots = parse_slots(f'[[slots]]\nname = "seats"\nkind = "number"\n{ASK}\n', "slots.toml")
    assert [(one.name, one.kind) for one in slots.slots] == [("seats", SlotKind.NUMBER)]
    assert parse_tools('[tools]\nzendesk = ["젠데스크"]\n', "tools.toml") == {
        "zendesk": ("젠데스크",)
    }


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (f'[[slots]]\nname = "Team size"\nkind = "number"\n{ASK}\n', 2, "not a name"),
        (f'[[slots]]\nname = "seats"\nkind = "numbr"\n{ASK}\n', 3, "known words"),
        (f'[[slots]]\nname = "need"\nkind = "topic"\n{ASK}\n', 3, "no topics"),
        ('[[slots]]\nname = "a"\nkind = "tool"\nask = { ko = "?" }\n', 4, "is missing"),
        (
            2 * f'[[slots]]\nname = "a"\nkind = "tool"\n{ASK}\n',
            6,
            "as of a slot before",
        ),
    ],
)
def test_a_fault_has_its_line_and_a_hint(text: str, line: int, problem: str) -> None:
    with pytest.raises(SetupError) as refused:
        parse_slots(text, "slots.toml")
    fault = refused.value.faults[0]
    assert (fault.file, fault.line) == ("slots.toml", line)
    assert problem in str(fault)
    assert fault.hint


def test_a_name_belongs_to_one_tool() -> None:
    with pytest.raises(SetupError) as refused:
        parse_tools('[tools]\na = ["Desk"]\nb = ["desk"]\n', "tools.toml")
    assert refused.value.faults[0].line == 3
