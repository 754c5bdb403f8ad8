"""`dangol workspace` makes a shop, shows its secret once, and refuses what cannot be a shop."""

import json
from pathlib import Path

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
from dangol.terms.instants import UnknownZoneError

RUNNER = CliRunner()


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
