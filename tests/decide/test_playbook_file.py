"""A playbook file is read exactly or refused with every fault, its line, plain words and a hint."""

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import fields

from dangol.decide import playbook as playbook_module
from dangol.decide.durations import render_duration
from dangol.decide.playbook import (
    Audience,
    Caps,
    Goal,
    OfferLimits,
    Opening,
    Playbook,
    Prior,
    QuickReply,
    Texts,
    Trigger,
)
from dangol.decide.playbook_file import PlaybookError, parse_playbook, parse_playbooks
from dangol.decide.toml_faults import Fault
from dangol.listen.signals import SignalName, SignalSettings
from dangol.terms.errors import InputError
from dangol.terms.instants import DAY_US, HOUR_US, MINUTE_US
from dangol.terms.languages import Language

PAGE = (Path(__file__).parents[2] / "docs/reference/playbooks.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
ROWS = {
    cells[0].strip("`"): cells[1:]
    for line in PAGE.splitlines()
    if line.startswith("| `")
    and len(cells := [cell.strip() for cell in line.split("|")[1:-1]]) == 4
}

REPLY = "openings[0].quick_replies[0].en"
SETTING = "trigger.settings.comparing_products"


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(PlaybookError) as refused:
        parse_playbook(text, "my.toml")
    return refused.value.faults


def only_fault(text: str | bytes) -> Fault:
    (fault,) = faults_of(text)
    return fault


def changed(before: str, after: str) -> str:
    assert EXAMPLE.count(before) >= 1, before
    return EXAMPLE.replace(before, after, 1)


def line_holds_parent(line: str, key: str) -> bool:
    """Whether a missing key is named by the line of the table that should hold it."""
    parent = re.sub(r"\[\d+\]", "", key).rpartition(".")[0]
    return line.strip("[]") == parent if parent else line == EXAMPLE.splitlines()[0]


def line_of(part: str, text: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_example_is_read_to_the_last_key() -> None:
    playbook = parse_playbook(EXAMPLE, "my.toml")
    assert playbook == Playbook(
        name="cart-rescue",
        version=1,
        motion="shop",
        channel="web_chat",
        needs_person=False,
        sentence=playbook.sentence,
        trigger=Trigger(
            signals=(SignalName.CART_IDLE, SignalName.EXIT_INTENT),
            settings=SignalSettings(cart_idle_us=15 * MINUTE_US),
        ),
        audience=Audience(
            min_cart_minor=20_000,
            languages=(Language.KO, Language.JA),
            categories=("shoes",),
        ),
        openings=(
            Opening(
                id="questions",
                text=playbook.openings[0].text,
                quick_replies=(
                    QuickReply("배송이 궁금해요", "配送について", "About delivery"),
                    QuickReply("괜찮아요", "大丈夫です", "No, thank you"),
                ),
            ),
        ),
        offer=OfferLimits(("none", "free_shipping"), 0.1, 0.2, 50_000, True, 0.3),
        caps=Caps(per_session=1, per_day=1, per_week=2, cooldown_us=24 * HOUR_US),
        goal=Goal("Order Completed", 7 * DAY_US),
        holdout_ratio=0.5,
        exploration_ratio=0.05,
        prior=Prior(0.02, 0.005, 0),
    )
    assert playbook.sentence.in_(Language.KO).startswith("장바구니")
    assert playbook.sentence.in_(Language.JA).startswith("カート")
    assert playbook.sentence.in_(Language.EN).startswith("Asks")


def test_bytes_a_byte_order_mark_and_line_ends_of_windows_change_nothing() -> None:
    expected = parse_playbook(EXAMPLE, "my.toml")
    windows = EXAMPLE.replace("\n", "\r\n")
    assert parse_playbook(b"\xef\xbb\xbf" + windows.encode(), "my.toml") == expected
    assert parse_playbook("\ufeff" + windows, "my.toml") == expected


@pytest.mark.parametrize(
    ("before", "after", "key", "problem", "hint"),
    [
        # Keys.
        ("version = 1", "version = 1\ncolour = 1", "colour", "not a key", "it can be name"),
        ("cart_idle = ", "cart_idel = ", "trigger.settings.cart_idel", "not a key", "cart_idle?"),
        ("per_day = 1", "per_dya = 1", "caps.per_dya", "not a key", "per_day, which is missing?"),
        ("version = 1\n", "", "version", "is missing", "add version = 1"),
        ('window = "7 days"\n', "", "goal.window", "is missing", 'add window = "7 days"'),
        ("minor = 0", "minor = 0\n[prior.x]", "prior.x", "not a key", "lift_points"),
        # Words.
        ('"exit_intent"', '"exit_intend"', "trigger.signals[1]", "known words", "exit_intent?"),
        ('"exit_intent"', '"cart_idle"', "trigger.signals[1]", "a second time", "take one"),
        ('["cart_idle", "exit_intent"]', "[]", "trigger.signals", "at least 1", "write signals"),
        ('["cart_idle", "exit_intent"]', '"cart_idle"', "trigger.signals", "be a list", "[\"cart"),
        ('motion = "shop"', 'motion = "shops"', "motion", "known words", "did you mean shop?"),
        ('"web_chat"', '"pigeon"', "channel", "'pigeon'", "web_chat, email, sms, kakao or line"),
        ('["ko", "ja"]', '["ko", "fr"]', "audience.languages[1]", "'fr'", "ko, ja or en"),
        ('"none", "free_shipping"', '"freeshipping"', "offer.kinds[0]", "known", "free_shipping?"),
        ("needs_person = false", 'needs_person = "no"', "needs_person", "the text 'no'", "quotes"),
        # Numbers.
        ("holdout_ratio = 0.5", "holdout_ratio = 0", "holdout_ratio", "be over 0", "5% is 0.05"),
        ("holdout_ratio = 0.5", "holdout_ratio = 0.91", "holdout_ratio", "at most 0.9", "0.05"),
        ("holdout_ratio = 0.5", "holdout_ratio = 50", "holdout_ratio", "but is 50", "5% is 0.05"),
        ("holdout_ratio = 0.5", "holdout_ratio = nan", "holdout_ratio", "but is nan", "0.05"),
        ("holdout_ratio = 0.5", "holdout_ratio = true", "holdout_ratio", "but is true", "0.05"),
        ("exploration_ratio = 0.05", "exploration_ratio = 1.5", "exploration_ratio", "1.5", "0.05"),
        ("exploration_ratio = 0.05", 'exploration_ratio = "5%"', "exploration_ratio", "'5%'", "5%"),
        ("max_ratio = 0.1", "max_ratio = 1.01", "offer.max_ratio", "at most 1", "part of 1"),
        ("max_ratio = 0.1", "max_ratio = 0", "offer.max_ratio", "allows free_shipping", "raise"),
        ("r_ratio = 0.2", "r_ratio = -0.2", "offer.margin_floor_ratio", "but is -0.2", "5% is"),
        ("= 50000", "= -1", "offer.budget_minor_per_day", "at least 0", "whole number"),
        ("= 50000", "= 1.5", "offer.budget_minor_per_day", "the number 1.5", "whole number"),
        ("lift_points = 0.02", "lift_points = 1", "prior.lift_points", "below 1", "0.02"),
        ("lift_points = 0.02", "lift_points = -0.1", "prior.lift_points", "at least 0", "0.02"),
        ("lift_points = 0.02", "lift_points = inf", "prior.lift_points", "but is inf", "0.02"),
        ("per_session = 1", "per_session = 0", "caps.per_session", "at least 1", "from 1 to 100"),
        ("per_session = 1", "per_session = true", "caps.per_session", "but is true", "from 1"),
        ("per_day = 1", "per_day = 3", "caps.per_day", "above per_week, 2", "a week has room"),
        ("version = 1", "version = 0x" + "f" * 3_900, "version", "very many digits", "from 1"),
        ("20000", "20000\nmax_cart_minor = 100", "audience.min_cart_minor", "above", "exchange"),
        ('cart_idle = "15 minutes"', "comparing_products = 1", SETTING, "at least 2", "from 2"),
        # Times.
        ('"24 hours"', '"24 hrs"', "caps.cooldown", "a time in words", 'did you mean "24 hours"?'),
        ('"24 hours"', "24", "caps.cooldown", "the number 24", 'such as "24 hours"'),
        ('"24 hours"', "07:32:00", "caps.cooldown", "a date or time", 'such as "24 hours"'),
        ('"24 hours"', '"366 days"', "caps.cooldown", "to 365 days", '"24 hours"'),
        ('"7 days"', '"0 days"', "goal.window", "from 1 minute", '"7 days"'),
        ('"15 minutes"', '"0 seconds"', "trigger.settings.cart_idle", "1 second", "10 minutes"),
        # Texts.
        ('ja = "大丈夫です"\n', "", "openings[0].quick_replies[1].ja", "is missing", "add ja"),
        ('"About delivery"', '" "', REPLY, "blank", "in quotes"),
        ('"About delivery"', '"A\\u202eb"', REPLY, "\\u202e", "without"),
        ('"About delivery"', f'"{"x" * 41}"', REPLY, "has 41", "shorter"),
        ('"cart-rescue"', '"Cart Rescue"', "name", "small letters", "cart-rescue"),
        ('"cart-rescue"', "7", "name", "must be a text, but is the number 7", "in quotes"),
        ('"Order Completed"', '""', "goal.event", "blank", "Order Completed"),
        ('["shoes"]', '["shoes", 3]', "audience.categories[1]", "the number 3", "in quotes"),
    ],
)  # fmt: skip
def test_one_fault_is_named_alone_with_its_line_and_a_hint(
    before: str, after: str, key: str, problem: str, hint: str
) -> None:
    text = changed(before, after)
    fault = only_fault(text)
    assert fault.key == key
    line = text.splitlines()[fault.line - 1]
    last_key = key.split(".")[-1].split("[")[0]
    assert last_key in line or (fault.problem == "is missing" and line_holds_parent(line, key))
    assert problem in fault.problem
    assert hint in fault.hint


def test_all_faults_of_a_file_are_named_at_once_in_the_order_of_their_lines() -> None:
    text = EXAMPLE
    for before, after in [
        ("holdout_ratio = 0.5", "holdout_ration = 0.5"),
        ('"exit_intent"', '"exit_intend"'),
        ("\nper_day = 1", "\nper_day = -1"),
        ('"24 hours"', '"a day"'),
        ("[prior]\nlift_points = 0.02\nannoyance_ratio = 0.005\nmessage_cost_minor = 0\n", ""),
    ]:
        assert before in text
        text = text.replace(before, after)
    assert [(fault.key, fault.line) for fault in faults_of(text)] == [
        ("prior", 1),
        ("holdout_ration", line_of("holdout_ration", text)),
        ("trigger.signals[1]", line_of("exit_intend", text)),
        ("caps.per_day", line_of("per_day = -1", text)),
        ("caps.cooldown", line_of("cooldown", text)),
    ]


def test_the_error_says_file_line_key_problem_and_hint() -> None:
    with pytest.raises(PlaybookError) as refused:
        parse_playbook(changed('"24 hours"', '"24 hrs"'), "cart.toml")
    error = refused.value
    assert isinstance(error, InputError)
    assert error.code == "playbook.unusable"
    assert (error.file, error.key) == ("cart.toml", "caps.cooldown")
    assert error.message == (
        f"cart.toml:{error.line}: caps.cooldown must be a time in words, but is '24 hrs'"
    )
    assert error.hint == 'did you mean "24 hours"?'


def test_the_page_shows_the_faults_as_they_are_said() -> None:
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    text = EXAMPLE.replace("holdout_ratio", "holdout_ration").replace("24 hours", "24 hrs")
    with pytest.raises(PlaybookError) as refused:
        parse_playbook(text, "cart-rescue.toml")
    hints = "".join(f"hint: {hint}\n" for hint in refused.value.hint.splitlines())
    assert shown == f"{refused.value.message}\n{hints}"


def test_two_faults_both_give_their_hints() -> None:
    with pytest.raises(PlaybookError) as refused:
        parse_playbook(EXAMPLE.replace("24 hours", "24 hrs").replace("7 days", "7 d"), "my.toml")
    hint = refused.value.hint
    assert 'did you mean "24 hours"?' in hint
    assert 'did you mean "7 days"?' in hint


def test_an_unreadable_value_is_not_compared_with_another() -> None:
    text = EXAMPLE.replace("per_week = 2", "per_week = 0").replace("per_day = 1", "per_day = 5")
    assert only_fault(text).key == "caps.per_week"


def test_two_openings_with_one_id_are_refused_at_the_second() -> None:
    opening = EXAMPLE[EXAMPLE.index("[[openings]]") : EXAMPLE.index("[offer]")]
    text = changed("[offer]", opening + "[offer]")
    fault = only_fault(text)
    assert fault.key == "openings[1].id"
    assert fault.line == text[: text.rindex('id = "questions"')].count("\n") + 1


def test_an_empty_file_lacks_all_that_is_needed() -> None:
    missing = {fault.key for fault in faults_of("")}
    assert missing == {
        key for key, cells in ROWS.items() if "." not in key and cells[1] == "needed"
    }


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a = 1\nb =\n", 2, "not TOML: invalid value"),
        ("a = 1\nb = [1,\n", 2, "not TOML"),
        ("a = 1\na = 2\n", 2, "not TOML: cannot overwrite a value"),
        ("\n[a\n", 2, "not TOML"),
        ("a = 1\n\x00", 2, "not TOML"),
        (b"a = 1\n\n# \xff", 3, "not written in UTF-8"),
        ("a = 1\n# \ud800", 2, "not written in UTF-8"),
        ("a = 1\nb = [\n" + "[\n" * 5_000, 2 + 5_000, "too deeply"),
        ("a = 1\n" + "#" * 5_000, 2, "the line has 5,000 characters"),
        ("a = 1\n" + "\n" * 70_000, 1, "has 70,006 characters"),
        (".".join(["a"] * 1_900) + " = 1", 1, "is not a key"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_with_its_line(
    text: str | bytes, line: int, problem: str
) -> None:
    fault = next(one for one in faults_of(text) if one.problem != "is missing")
    assert problem in fault.problem
    assert fault.line == line
    assert fault.hint


@given(st.one_of(st.text(), st.binary(), st.text("[]{}=.,#\"'\n ab1\\")))
@example("[[[[")
@example("name = '\x85'")
def test_arbitrary_text_is_refused_and_nothing_else(text: str | bytes) -> None:
    for fault in faults_of(text):
        assert fault.line >= 1
        assert fault.problem
        assert fault.hint


@given(st.integers(0, len(EXAMPLE)), st.integers(0, 40), st.text(max_size=6))
def test_a_damaged_file_is_read_or_refused(at: int, length: int, damage: str) -> None:
    text = EXAMPLE[:at] + damage + EXAMPLE[at + length :]
    try:
        parse_playbook(text, "my.toml")
    except PlaybookError as error:
        assert all(1 <= fault.line <= text.count("\n") + 1 for fault in error.faults)


# Structure is damaged through a document that is changed and written out again.
DOCUMENT = tomllib.loads(EXAMPLE)


def rendered(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{msgspec.json.encode(key).decode()} = {rendered(v)}" for key, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(rendered, value)) + "]"
    return msgspec.json.encode(value).decode() if isinstance(value, str | bool) else str(value)


def rendered_document(document: dict[str, object]) -> str:
    return "".join(f"{key} = {rendered(value)}\n" for key, value in document.items())


def paths_in(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    here = [path] if path else []
    children: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    return here + [found for key, child in children for found in paths_in(child, (*path, key))]


def with_value(path: tuple[str | int, ...], value: object) -> str:
    document = tomllib.loads(EXAMPLE)
    holder: Any = document
    for part in path[:-1]:
        holder = holder[part]
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return rendered_document(document)


SCALARS = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=5), st.just([]), st.just({})
)


@given(st.sampled_from(paths_in(DOCUMENT)), SCALARS)
def test_a_strange_value_anywhere_is_taken_or_refused_there(
    path: tuple[str | int, ...], value: object
) -> None:
    text = with_value(path, value)
    line = list(DOCUMENT).index(path[0]) + 1
    try:
        parse_playbook(text, "my.toml")
    except PlaybookError as error:
        assert {fault.line for fault in error.faults} == {line}


def path_of_row(key: str) -> tuple[str | int, ...]:
    first, *others = key.split(".")
    if first == "openings" and others:
        return (first, 0, *(("quick_replies", 0, others[1]) if others[1:] else others))
    return (first, *others)


@pytest.mark.parametrize("key", ROWS)
def test_the_page_says_truly_which_keys_are_needed(key: str) -> None:
    path = path_of_row(key)
    if path not in paths_in(DOCUMENT):
        assert ROWS[key][1] != "needed"
        return
    text = with_value(path, None)
    if ROWS[key][1] == "needed":
        assert only_fault(text).problem == "is missing"
    else:
        parse_playbook(text, "my.toml")


def test_the_page_has_a_row_for_every_field_and_no_other() -> None:
    structs: dict[str, type[msgspec.Struct]] = {
        "": Playbook,
        "sentence.": Texts,
        "trigger.": Trigger,
        "trigger.settings.": SignalSettings,
        "audience.": Audience,
        "openings.": Opening,
        "openings.quick_replies.": QuickReply,
        "offer.": OfferLimits,
        "caps.": Caps,
        "goal.": Goal,
        "prior.": Prior,
    }
    declared = {
        struct
        for struct in vars(playbook_module).values()
        if isinstance(struct, type) and issubclass(struct, msgspec.Struct)
    } - {msgspec.Struct}
    assert declared == set(structs.values())
    expected = {
        prefix + field.name.removesuffix("_us")
        for prefix, struct in structs.items()
        for field in fields(struct)
    }
    assert set(ROWS) == expected


def test_the_page_states_the_defaults_of_the_signals() -> None:
    for field in fields(SignalSettings):
        is_time = field.name.endswith("_us")
        default = field.default
        default = " ".join(default) if isinstance(default, tuple) else default
        default = render_duration(default) if is_time else str(default)
        assert ROWS[f"trigger.settings.{field.name.removesuffix('_us')}"][1] == f"`{default}`"


def test_the_page_states_the_other_defaults() -> None:
    assert ROWS["channel"][1] == "`web_chat`"
    assert ROWS["needs_person"][1] == "`false`"
    assert ROWS["audience.visitors"][1] == ROWS["audience.identified"][1] == "`anyone`"
    text = EXAMPLE[: EXAMPLE.index("[audience]")] + EXAMPLE[EXAMPLE.index("[[openings]]") :]
    text = text.replace('channel = "web_chat"\n', "").replace("needs_person = false\n", "")
    playbook = parse_playbook(text, "my.toml")
    assert (playbook.channel, playbook.needs_person) == ("web_chat", False)
    assert playbook.audience == Audience()


def test_the_page_explains_every_signal() -> None:
    section = PAGE[PAGE.index("### Signals") : PAGE.index("## Audience")]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == list(SignalName)


def test_several_files_are_read_in_their_order() -> None:
    other = changed('"cart-rescue"', '"other"')
    assert [one.name for one in parse_playbooks({"b.toml": other, "a.toml": EXAMPLE})] == [
        "other",
        "cart-rescue",
    ]


def test_faults_of_several_files_are_named_together_and_a_name_belongs_to_one() -> None:
    with pytest.raises(PlaybookError) as refused:
        parse_playbooks({"a.toml": EXAMPLE, "b.toml": "x", "c.toml": "# a copy\n" + EXAMPLE})
    first, second = refused.value.faults
    assert (first.file, first.line) == ("b.toml", 1)
    assert (second.file, second.line, second.key) == ("c.toml", 2, "name")
    assert "a.toml" in second.problem
