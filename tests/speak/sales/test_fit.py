"""The promise: who fits follows from the company's own file, with reasons in words; a file that
cannot be used is refused with every fault by its line."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.speak.sales.fit import Fit, Verdict, bounds_of, judge
from dangol.speak.sales.fit_file import default_fit, parse_fit
from dangol.speak.sales.known import Known
from dangol.speak.sales.setup_file import SetupError
from dangol.terms.languages import Language

TODAY = date(2026, 11, 23)
SIZE, TOOL = Known("team_size", "20", "20명"), Known("tool", "zendesk", "젠데스크")
SOON, FAR = Known("timing", "2026-12", "다음 달"), Known("timing", "2028-06", "내후년")
NEED, BOSS = Known("need", "support_load", "문의가 많아서"), Known("decider", "self", "제가요")
EVERY = (SIZE, TOOL, SOON, NEED, BOSS)


def test_a_score_is_the_points_of_what_holds_with_reasons_and_words() -> None:
    judged = judge(default_fit(), (SIZE, SOON), today=TODAY)
    assert (judged.verdict, judged.score) == (Verdict.FIT, 55)
    assert [(one.slot, one.points, one.words) for one in judged.reasons] == [
        ("team_size", 30, "20명"),
        ("timing", 25, "다음 달"),
    ]
    assert all(set(one.text) == set(Language) for one in judged.reasons)


def test_nothing_known_is_an_open_verdict() -> None:
    judged = judge(default_fit(), (), today=TODAY)
    assert (judged.verdict, judged.score, judged.reasons) == (Verdict.OPEN, 0, ())


def test_enough_known_and_too_few_points_is_poor() -> None:
    small = Known("team_size", "2", "2명")
    judged = judge(default_fit(), (small, FAR, NEED), today=TODAY)
    assert judged.verdict is Verdict.POOR


def test_who_is_alone_or_says_so_does_not_fit_whatever_the_score() -> None:
    alone = Known("team_size", "1", "혼자")
    assert judge(default_fit(), (alone, SOON, BOSS, TOOL), today=TODAY).unfit == "individual"
    student = judge(default_fit(), EVERY, today=TODAY, unfit="student")
    assert (student.verdict, student.unfit) == (Verdict.UNFIT, "student")


@given(st.permutations(EVERY))
def test_the_order_of_what_is_known_is_nothing(known: list[Known]) -> None:
    assert judge(default_fit(), known, today=TODAY) == judge(default_fit(), EVERY, today=TODAY)


@given(st.sets(st.sampled_from(EVERY)))
def test_a_score_is_between_nothing_and_a_hundred(known: set[Known]) -> None:
    assert 0 <= judge(default_fit(), tuple(known), today=TODAY).score <= 100


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("20", (20, 20)),
        ("20-50", (20, 50)),
        ("100-", (100, None)),
        ("-10", (0, 10)),
        ("", None),
        ("open", None),
    ],
)
def test_a_number_is_read_as_it_is_kept(value: str, bounds: tuple[int, int | None] | None) -> None:
    assert bounds_of(value) == bounds


def test_a_range_or_a_least_counts_where_it_may_hold() -> None:
    fit = default_fit()
    for value, score in (("8-12", 30), ("100-", 30), ("-5", 10), ("3-5", 10)):
        assert judge(fit, (Known("team_size", value, "…"),), today=TODAY).score == score


def test_an_empty_file_asks_and_judges_nothing() -> None:
    assert parse_fit("", "fit.toml") == Fit()


def test_every_fault_of_a_file_is_told_by_its_line() -> None:
    text = """fits_at = 400
[[rules]]
slot = "Team Size"
points = 5
[rules.reason]
ko = "하나"
ja = "一"
[[unfit]]
name = "student"
words = ["(학생"]
reason = { ko = "학", ja = "学", en = "s" }
say = { ko = "학", ja = "学", en = "s" }
[[plans]]
product_id = "team"
per = "head"
seats_from = 9
seats_to = 3
"""
    with pytest.raises(SetupError) as caught:
        parse_fit(text, "fit.toml")
    faults = {(fault.line, fault.key) for fault in caught.value.faults}
    assert {line for line, _ in faults} >= {1, 3, 5, 10, 15}
    assert all(fault.hint and fault.file == "fit.toml" for fault in caught.value.faults)
    assert caught.value.code == "sales.unusable_setup"


def test_a_rule_by_which_nobody_could_be_known_is_refused() -> None:
    text = '[[unfit]]\nname = "x"\nreason = { ko = "가", ja = "あ", en = "a" }\n'
    text += 'say = { ko = "가", ja = "あ", en = "a" }\n'
    with pytest.raises(SetupError):
        parse_fit(text, "fit.toml")


def test_the_reference_describes_a_file_that_can_be_used() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/fit.md").read_text("utf-8")
    text = "\n".join(re.findall(r"```toml\n(.*?)```", page, re.DOTALL))
    fit = parse_fit(text, "fit.toml")
    assert [one.name for one in fit.unfit] == ["student"]
    assert fit.plans[0].seats_to == 50 and fit.rules[0].points == 30
