"""The promise: nobody is met on a public holiday of the host's country, substitutes included."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dangol.engine.sales.holidays import holidays_of
from dangol.speak.sales.team import Country, Host
from dangol.terms.instants import instant_of
from dangol.terms.languages import Language

HOLIDAYS = [
    ("KR", "2026-02-16", "설날 전날"),
    ("KR", "2026-02-17", "설날"),
    ("KR", "2026-02-18", "설날 다음 날"),
    ("KR", "2026-03-02", "삼일절 대체공휴일"),
    ("KR", "2026-05-25", "부처님오신날 대체공휴일"),
    ("KR", "2026-08-17", "광복절 대체공휴일"),
    ("KR", "2026-09-24", "추석 전날"),
    ("KR", "2026-09-25", "추석"),
    ("KR", "2026-10-05", "개천절 대체공휴일"),
    ("KR", "2027-02-09", "설날 대체공휴일"),
    ("KR", "2027-08-16", "광복절 대체공휴일"),
    ("JP", "2026-05-06", "振替休日"),
    ("JP", "2026-09-22", "国民の休日"),
    ("JP", "2026-11-23", "勤労感謝の日"),
    ("JP", "2027-03-22", "春分の日の振替休日"),
    ("US", "2026-07-03", "Independence Day, observed"),
    ("US", "2026-11-26", "Thanksgiving Day"),
    ("US", "2027-05-31", "Memorial Day"),
    ("US", "2027-12-24", "Christmas Day, observed"),
]
WORKING = [
    ("KR", "2026-02-19"),
    ("KR", "2026-11-23"),
    ("KR", "2026-11-26"),
    ("JP", "2026-12-25"),
    ("JP", "2026-02-17"),
    ("US", "2026-11-23"),
    ("US", "2026-05-06"),
]


def kept(country: str, day: str) -> frozenset[date]:
    noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=ZoneInfo("Asia/Seoul"))
    host = Host(
        host_id="h",
        name="H",
        email="h@company.example",
        languages=(Language.KO,),
        zone="Asia/Seoul",
        holidays=Country(country),
    )
    return holidays_of(host, instant_of(noon))


@pytest.mark.parametrize(("country", "day", "name"), HOLIDAYS)
def test_a_holiday_is_kept(country: str, day: str, name: str) -> None:
    assert date.fromisoformat(day) in kept(country, day), name


@pytest.mark.parametrize(("country", "day"), WORKING)
def test_a_working_day_is_none(country: str, day: str) -> None:
    assert date.fromisoformat(day) not in kept(country, day)


def test_the_new_year_is_known_in_december_and_nobody_else_keeps_any() -> None:
    assert date(2027, 1, 1) in kept("KR", "2026-12-20")
    assert kept("none", "2026-12-20") == frozenset()
