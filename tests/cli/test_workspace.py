"""`dangol workspace` makes a shop, shows its secret once, and refuses what cannot be a shop."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from dangol.cli.main import main
from dangol.cli.rehearse import policy_of as rehearsal_policy_of
from dangol.cli.workspace import app
from dangol.engine.live import policy_of
from dangol.store.record import open_record
from dangol.store.workspaces import UnusableWorkspaceError
from dangol.terms.currencies import UnknownCurrencyError
from dangol.terms.errors import DangolError
from dangol.terms.hours import UnusableHoursError
from dangol.terms.instants import UnknownZoneError

RUNNER = CliRunner()
SEOUL = ZoneInfo("Asia/Seoul")


def create(tmp_path: Path, *options: str, name: str = "단골 가게"):
    url = f"sqlite:///{tmp_path}/a.sqlite"
    return RUNNER.invoke(app, ["create", name, *options, "--url", url])


def test_a_new_workspace_is_opened_by_both_its_keys(tmp_path: Path) -> None:
    run = create(
        tmp_path,
        *("--timezone", "Asia/Seoul", "--currency", "KRW", "--languages", "ko,ja,en", "--json"),
    )
    assert run.exit_code == 0
    made = json.loads(run.stdout)
    assert made["languages"] == ["ko", "ja", "en"]
    assert made["browser_key"].startswith("dgl_b_")
    assert made["server_key"].startswith("dgl_s_")
    record = open_record(f"sqlite:///{tmp_path}/a.sqlite")
    by_browser = record.access_workspace_by_key(made["browser_key"])
    by_server = record.access_workspace_by_key(made["server_key"])
    assert by_browser is not None and not by_browser.is_server
    assert by_server is not None and by_server.is_server
    assert by_browser.workspace == by_server.workspace
    assert by_server.workspace.workspace_id == made["workspace_id"]
    for key in (
        "",
        "dgl_s_",
        made["server_key"][:-1],
        made["server_key"] + " ",
        "\0",
        "키",
        "\ud800",
    ):
        assert record.access_workspace_by_key(key) is None
    record.close()


def test_the_server_key_is_nowhere_in_the_record(tmp_path: Path) -> None:
    made = json.loads(create(tmp_path, "--timezone", "Asia/Tokyo", "--json").stdout)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert made["browser_key"].encode() in written
    assert made["server_key"][:30].encode() not in written


def test_a_zone_with_one_currency_and_language_needs_neither_named(tmp_path: Path) -> None:
    made = json.loads(create(tmp_path, "--timezone", "Asia/Tokyo", "--json").stdout)
    assert (made["currency"], made["languages"]) == ("JPY", ["ja"])


def test_what_a_rehearsal_is_told_of_a_shop_a_live_one_is_told_too(tmp_path: Path) -> None:
    run = create(
        tmp_path,
        *("--timezone", "America/New_York", "--currency", "usd", "--average-order", "82.5"),
        *("--margin", "0.42", "--global-holdout", "0.05", "--json"),
    )
    made = json.loads(run.stdout)
    record = open_record(f"sqlite:///{tmp_path}/a.sqlite")
    (shop,) = record.read_workspaces()
    policy = policy_of(shop)
    record.close()
    assert policy.currency == made["currency"] == "USD"
    assert policy.average_order_minor == made["average_order_minor"] == 8_250
    assert policy.margin_ratio == made["margin_ratio"] == 0.42
    assert policy.global_holdout_ratio == made["global_holdout_ratio"] == 0.05
    shown = create(tmp_path, "--timezone", "Asia/Seoul", "--average-order", "45000").stdout
    assert "45,000" in shown
    listed = RUNNER.invoke(app, ["list", "--url", f"sqlite:///{tmp_path}/a.sqlite", "--json"])
    assert [one["average_order_minor"] for one in json.loads(listed.stdout)] == [8_250, 45_000]


@pytest.mark.parametrize("currency", ["KRW", "JPY", "USD", "KWD"])
def test_an_order_is_worth_the_same_live_as_in_a_rehearsal(tmp_path: Path, currency: str) -> None:
    run = create(tmp_path, "--timezone", "Asia/Seoul", "--currency", currency, "--json")
    rehearsed = rehearsal_policy_of("Asia/Seoul", currency)
    made = json.loads(run.stdout)
    assert made["average_order_minor"] == rehearsed.average_order_minor
    assert (made["margin_ratio"], made["global_holdout_ratio"]) == (rehearsed.margin_ratio, 0.0)


@pytest.mark.parametrize(
    ("option", "given"),
    [
        *(("--average-order", amount) for amount in ("0", "-1", "nan", "0.1", "1e300")),
        *(("--margin", share) for share in ("30", "-0.1", "nan")),
        *(("--global-holdout", share) for share in ("5", "nan")),
    ],
)
def test_an_order_or_a_share_that_cannot_be_is_refused(
    tmp_path: Path, option: str, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite"
    asked = ["workspace", "create", "가게", "--timezone", "Asia/Seoul", "--url", url]
    assert main([*asked, option, given]) == 2
    assert "\nhint: " in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_two_workspaces_have_nothing_in_common(tmp_path: Path) -> None:
    made = [
        json.loads(create(tmp_path, "--timezone", "Asia/Seoul", "--json").stdout) for _ in range(2)
    ]
    for field in ("workspace_id", "browser_key", "server_key"):
        assert made[0][field] != made[1][field]
    record = open_record(f"sqlite:///{tmp_path}/a.sqlite")
    one, other = record.read_workspaces()
    assert one.salt != other.salt
    record.close()


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (["--timezone", "Seoul"], UnknownZoneError),
        (["--timezone", "../etc/passwd"], UnknownZoneError),
        (["--timezone", "Asia/Seoul", "--currency", "WON"], UnknownCurrencyError),
        (["--timezone", "Asia/Seoul", "--languages", "ko,fr"], UnusableWorkspaceError),
        (["--timezone", "Asia/Seoul", "--languages", ","], UnusableWorkspaceError),
        (["--timezone", "Europe/Paris"], UnusableWorkspaceError),
    ],
)
def test_what_cannot_be_a_workspace_is_refused_with_a_hint(
    tmp_path: Path, options: list[str], fault: type[DangolError]
) -> None:
    run = create(tmp_path, *options)
    assert isinstance(run.exception, fault)
    assert run.exception.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "two\nlines", "bell\a"])
def test_a_name_nobody_can_read_is_refused(tmp_path: Path, name: str) -> None:
    run = create(tmp_path, "--timezone", "Asia/Seoul", name=name)
    assert isinstance(run.exception, UnusableWorkspaceError)


def test_people_see_the_keys_and_that_one_is_shown_once(tmp_path: Path) -> None:
    run = create(tmp_path, "--timezone", "Asia/Seoul")
    assert "dgl_b_" in run.stdout and "dgl_s_" in run.stdout
    assert "shown this once" in run.stderr


def test_the_list_shows_every_workspace_and_no_secret(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite"
    assert "no workspace yet" in RUNNER.invoke(app, ["list", "--url", url]).stderr
    made = json.loads(create(tmp_path, "--timezone", "Asia/Seoul", "--json").stdout)
    create(tmp_path, "--timezone", "Asia/Tokyo", name="常連の店")
    listed = RUNNER.invoke(app, ["list", "--url", url, "--json"]).stdout
    assert [one["name"] for one in json.loads(listed)] == ["단골 가게", "常連の店"]
    assert json.loads(listed)[0]["browser_key"] == made["browser_key"]
    shown = listed + RUNNER.invoke(app, ["list", "--url", url]).stdout
    assert "dgl_s_" not in shown
    assert "salt" not in shown


def test_the_environment_names_the_record(tmp_path: Path) -> None:
    environment = {"DANGOL_DATABASE_URL": f"sqlite:///{tmp_path}/b.sqlite"}
    run = RUNNER.invoke(app, ["create", "b", "--timezone", "Asia/Seoul"], env=environment)
    assert run.exit_code == 0
    assert (tmp_path / "b.sqlite").is_file()


def hours(tmp_path: Path, *options: str):
    return RUNNER.invoke(app, ["hours", *options, "--url", f"sqlite:///{tmp_path}/a.sqlite"])


HOURS_IN = {
    "ko": ("월요일: 10:00-18:00", "일요일: 휴무", "휴무일: 2026년 12월 25일", "기본 시간"),
    "ja": ("月曜日: 10:00-18:00", "日曜日: 休み", "休業日: 2026年12月25日", "既定の時間"),
    "en": ("Monday: 10:00-18:00", "Sunday: closed", "Closed on: 25 December 2026", "usual hours"),
}


@pytest.mark.parametrize("lang", sorted(HOURS_IN))
def test_a_shop_says_when_its_people_answer(tmp_path: Path, lang: str) -> None:
    create(tmp_path, "--timezone", "Asia/Seoul")
    *said, usual = HOURS_IN[lang]
    assert usual in hours(tmp_path, "--lang", lang).stdout
    told = hours(tmp_path, "--set", "월-금 10:00~18:00; 휴무 2026-12-25", "--lang", lang)
    assert told.exit_code == 0 and "Asia/Seoul" in told.stdout
    assert usual not in told.stdout and all(one in told.stdout for one in said), told.stdout
    kept = json.loads(hours(tmp_path, "--json").stdout)
    assert kept["hours"] == "mon-fri 10:00-18:00; closed 2026-12-25" and kept["is_said"]


def test_hours_that_cannot_be_are_refused_and_the_old_ones_stand(tmp_path: Path) -> None:
    create(tmp_path, "--timezone", "Asia/Seoul")
    hours(tmp_path, "--set", "daily 09:00-21:00")
    wrong = hours(tmp_path, "--set", "mon 18:00-09:00")
    assert isinstance(wrong.exception, UnusableHoursError)
    assert json.loads(hours(tmp_path, "--json").stdout)["hours"] == "mon-sun 09:00-21:00"
    assert json.loads(hours(tmp_path, "--set", "", "--json").stdout)["is_said"] is False


def test_openings_that_need_a_person_follow_the_hours_of_the_shop(tmp_path: Path) -> None:
    create(tmp_path, "--timezone", "Asia/Seoul")
    hours(tmp_path, "--set", "sat 10:00-14:00")
    record = open_record(f"sqlite:///{tmp_path}/a.sqlite")
    (workspace,) = record.read_workspaces()
    record.close()
    at_work = policy_of(workspace).working_hours
    assert at_work.is_open(datetime(2026, 11, 21, 13, 59, tzinfo=SEOUL))
    assert not at_work.is_open(datetime(2026, 11, 21, 14, 0, tzinfo=SEOUL))
    assert not at_work.is_open(datetime(2026, 11, 23, 11, 0, tzinfo=SEOUL))
