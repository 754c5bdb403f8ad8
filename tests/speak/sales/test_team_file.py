"""The promise: a team is read whole or refused with every fault, its line and what to do."""

import pytest

from dangol.speak.sales.defaults import read_default_texts
from dangol.speak.sales.setup_file import SetupError
from dangol.speak.sales.team import Country, Host
from dangol.speak.sales.team_file import parse_team
from dangol.terms.languages import Language

MINA = """\
[[hosts]]
id = "mina"
name = "김미나"
email = "Mina@Company.example"
languages = ["ko", "en"]
zone = "Asia/Seoul"
"""


def test_a_host_of_few_words_works_the_usual_hours() -> None:
    (host,) = parse_team(MINA, "team.toml").hosts
    assert host == Host(
        host_id="mina",
        name="김미나",
        email="mina@company.example",
        languages=(Language.KO, Language.EN),
        zone="Asia/Seoul",
    )


def test_the_team_that_comes_with_dangol_has_a_host_for_every_language() -> None:
    team = parse_team(read_default_texts()["team"], "team.toml")
    assert {language for host in team.hosts for language in host.languages} == set(Language)
    assert [host.holidays for host in team.hosts] == [Country.KR, Country.JP, Country.US]
    assert team.escalation == ("haneul", "lead@company.example")
    found = team.host("aoi")
    assert found is not None and found.name == "佐藤葵"


WRONG = [
    ('zone = "Asia/Soul"', 6, "Asia/Soul"),
    ('zone = "Asia/Seoul"\nhours = "mon-fri 18:00-10:00"', 7, "ends after it begins"),
    ('zone = "Asia/Seoul"\nholidays = "KP"', 7, "known words"),
    ('zone = "Asia/Seoul"\nterritories = ["KR", "한국"]', 7, "'한국', no country"),
    ('zone = "Asia/Seoul"\nmin_size = 50\nmax_size = 10', 8, "below min_size"),
    ('zone = "Asia/Seoul"\nmost_per_day = 0', 7, "at least 1"),
    ('zone = "Asia/Seoul"\nmeeting_mins = 30', 7, "not a key"),
    ("", 1, "is missing"),
]


@pytest.mark.parametrize(("lines", "line", "problem"), WRONG)
def test_what_is_wrong_is_told_by_its_line(lines: str, line: int, problem: str) -> None:
    with pytest.raises(SetupError) as caught:
        parse_team(MINA.replace('zone = "Asia/Seoul"', lines), "team.toml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == ("team.toml", line)
    assert problem in str(fault) and fault.hint


def test_all_faults_are_told_at_once() -> None:
    text = 'escalation = ["boss"]\n' + MINA.replace("@", " ") + MINA
    with pytest.raises(SetupError) as caught:
        parse_team(text, "team.toml")
    assert [(fault.line, fault.key) for fault in caught.value.faults] == [
        (1, "escalation[0]"),
        (5, "hosts[0].email"),
        (9, "hosts[1].id"),
    ]
    assert caught.value.code == "sales.unusable_setup"
    assert len(caught.value.hint.splitlines()) == 3
