"""`dangol rehearse` shows what would have been done, and refuses what it cannot use, by place."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from dangol.cli.main import main
from dangol.decide.recipes import read_recipe_texts
from dangol.terms.languages import Language

START = datetime(2026, 10, 1, 1, tzinfo=UTC)  # ten in the morning in Seoul
EVENT_KEYS = ["received", "stored", "duplicate", "quarantined", "rejected"]
PLAYBOOK_KEYS = {
    "opportunities",
    "speak",
    "hold",
    "silent",
    "messages_per_day",
    "would_buy_anyway",
    "expected_cost",
    "days_to_proof",
}


def call(number: int, person: str, minute: float, event: str, **properties: object) -> str:
    at = START + timedelta(minutes=minute)
    body = {
        "type": "track",
        "messageId": f"m-{number}",
        "anonymousId": person,
        "event": event,
        "timestamp": at.isoformat(),
        "properties": properties,
    }
    return json.dumps(body, ensure_ascii=False)


def month(days: int = 3, people: int = 40) -> str:
    """People who fill a cart and fall silent, ten of them twice; then three rows amiss."""
    lines: list[str] = []
    for day in range(days):
        for person in range(people):
            minute = day * 24 * 60 + person
            shared = {"product_id": "찻잔-1", "name": "백자 찻잔", "price": 12_000, "quantity": 1}
            number = len(lines)
            lines.append(call(number, f"p{day}-{person}", minute, "Product Viewed", **shared))
            name = f"p{day}-{person}"
            lines.append(call(number + 1, name, minute + 0.5, "Product Added", **shared))
            if person < 10:
                lines.append(call(number + 2, name, minute + 90, "Product Added", **shared))
    lines.sort(key=lambda line: json.loads(line)["timestamp"])
    lines.append(lines[-1])
    lines.append('{"type":"track","event":"Order Completed"')
    lines.append(call(9_999_999, "p1", days * 24 * 60, "Order Completed", total=-5))
    return "\n".join(lines) + "\n"


@pytest.fixture
def events(tmp_path: Path) -> Path:
    file = tmp_path / "events.jsonl"
    file.write_text(month(), "utf-8")
    return file


def report_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["rehearse", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_json_keeps_its_contract(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_of(capsys, str(events))
    assert list(report["events"]) == EVENT_KEYS
    received, *ends = report["events"].values()
    assert (received, ends) == (273, [270, 1, 2, 0])
    assert sum(ends) == received
    assert (report["people"], report["sessions"]) == (120, 150)
    assert report["signals"]["cart_idle"] == 150
    assert {"elapsed_s", "events_per_s"} <= set(report)
    assert len(report["playbooks"]) == 8
    for playbook in report["playbooks"].values():
        assert set(playbook) >= PLAYBOOK_KEYS
        ends = playbook["speak"] + playbook["hold"] + sum(playbook["silent"].values())
        assert playbook["opportunities"] == ends
        assert playbook["days_to_proof"] == "never" or playbook["days_to_proof"] > 0
    rescue = report["playbooks"]["cart-rescue"]
    assert rescue["opportunities"] == 150
    assert rescue["silent"] == {"cooldown": 30}
    assert 30 <= rescue["speak"] <= 90


def test_the_same_rehearsal_says_the_same(events: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = report_of(capsys, str(events)), report_of(capsys, str(events))
    for key in ("elapsed_s", "events_per_s"):
        del one[key], two[key]
    assert one == two


def test_days_are_those_of_the_shop_and_both_are_included(
    events: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = report_of(capsys, str(events), "--from", "2026-10-02", "--to", "2026-10-02")
    assert one["events"]["stored"] == 90
    assert list(one["messages_by_day"]) == ["2026-10-02"]
    two = report_of(capsys, str(events), "--from", "2026-10-02")
    assert two["events"]["stored"] == 180
    # One o'clock in the morning at Greenwich is still the day before in Los Angeles.
    west = ("--timezone", "America/Los_Angeles", "--currency", "usd")
    three = report_of(capsys, str(events), "--to", "2026-09-30", *west)
    assert three["events"]["stored"] == 90
    assert three["currency"] == "USD"


@pytest.mark.parametrize("language", list(Language))
def test_the_tables_fit_eighty_columns_and_give_every_reason(
    events: Path,
    language: Language,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["rehearse", str(events), str(events), "--lang", language]) == 0
    said = capsys.readouterr().out
    assert max(cell_len(line) for line in said.splitlines()) <= 80
    assert "…" not in said
    for name in read_recipe_texts():
        assert name.removesuffix(".toml") in said
    words = {
        Language.KO: (
            "말을 걸고",
            "장바구니를 두고 머뭇거림",
            "금액이나 수량",
            "말을 걸지 않은 이유",
        ),
        Language.JA: ("声をかけ", "カートに入れたまま", "金額や数量", "声をかけなかった理由"),
        Language.EN: ("would have spoken", "Cart left idle", "price or quantity", "never"),
    }
    for word in words[language]:
        assert word in said
    assert re.search(r"events\.jsonl:272\b", said)


def test_the_page_is_written_in_its_language(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deep" / "report.html"
    assert main(["rehearse", str(events), "--html", str(out), "--lang", "ja"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "report.html" in said.err
    assert '<html lang="ja">' in out.read_text("utf-8")


def test_playbooks_of_ones_own_are_rehearsed(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "playbooks"
    folder.mkdir()
    text = read_recipe_texts()["cart-rescue.toml"]
    changed = text.replace('"cart-rescue"', '"gentle"').replace(
        "holdout_ratio = 0.5", "holdout_ratio = 0.1"
    )
    (folder / "gentle.toml").write_text(changed, "utf-8")
    (folder / "notes.txt").write_text("not a playbook", "utf-8")
    report = report_of(capsys, str(events), "--playbooks", str(folder))
    assert list(report["playbooks"]) == ["gentle"]
    assert report["playbooks"]["gentle"]["speak"] > 90


def test_faults_of_playbooks_are_told_with_file_and_line(
    events: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = read_recipe_texts()["cart-rescue.toml"]
    (tmp_path / "a.toml").write_text(text.replace("holdout_ratio", "holdout_ration"), "utf-8")
    (tmp_path / "b.toml").write_text(text.replace("per_day = 1", "per_day = -1"), "utf-8")
    assert main(["rehearse", str(events), "--playbooks", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert re.search(r"^error: a\.toml:\d+: holdout_ration", said, re.MULTILINE)
    assert re.search(r"^error: b\.toml:\d+: .*per_day", said, re.MULTILINE)
    assert re.search(r"^hint: a\.toml:\d+: did you mean holdout_ratio", said, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--playbooks", "{tmp}"], 3, "holds no playbook"),
        (["--playbooks", "{tmp}/none"], 2, "none"),
        (["--format", "excel"], 2, "segment, ga4"),
        (["--format", "csv"], 2, "--map"),
        (["--from", "2026-10-02", "--to", "2026-10-01"], 2, "exchange"),
        (["--average-order", "0"], 2, "--average-order"),
        (["--average-order", "nan"], 2, "--average-order"),
        (["--average-order", "1e300"], 2, "too large"),
        (["--margin", "30"], 2, "--margin"),
        (["--margin", "nan"], 2, "--margin"),
        (["--lang", "fr"], 2, "'fr'"),
        (["--html", "{tmp}"], 3, "cannot be written"),
        (["--html", "."], 3, "it is a folder"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_hint(
    events: Path,
    tmp_path: Path,
    arguments: list[str],
    code: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    given = [argument.replace("{tmp}", str(empty)) for argument in arguments]
    assert main(["rehearse", str(events), *given]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert "\nhint: " in said.err
    assert words in said.err


def test_a_file_of_an_unknown_format_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "what.bin"
    file.write_bytes(bytes(range(256)))
    assert main(["rehearse", str(file)]) == 2
    assert "what.bin: the format is not recognised" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("encoding", "cart", "bought"), [("cp949", "담기", "구매"), ("shift_jis", "カート", "購入")]
)
def test_a_table_of_ones_own_is_read_through_its_column_map(
    tmp_path: Path,
    encoding: str,
    cart: str,
    bought: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = tmp_path / "visits.csv"
    rows = ["when,who,what,item,price"]
    rows += [f"2026-10-01 10:{minute:02d}:00,v{minute},{cart},c1,9900" for minute in range(30)]
    rows += [f"2026-10-01 11:00:00,v1,{bought},c1,9900", "yesterday,v2,,,"]
    table.write_bytes("\n".join(rows).encode(encoding))
    names = tmp_path / "map.toml"
    names.write_text(
        'timestamp = "when"\nanonymous_id = "who"\nevent = "what"\n'
        f'encoding = "{encoding}"\n[events]\n"{cart}" = "Product Added"\n'
        f'"{bought}" = "Order Completed"\n[properties]\nproduct_id = "item"\nprice = "price"\n',
        "utf-8",
    )
    report = report_of(capsys, str(table), "--format", "csv", "--map", str(names))
    assert report["events"]["stored"] == 31
    assert report["refused"][0]["line"] == 33
    assert report["signals"]["cart_idle"] == 30
    names.write_bytes('timestamp = "언제"'.encode("cp949"))
    assert main(["rehearse", str(table), "--format", "csv", "--map", str(names)]) == 2
    assert "UTF-8" in capsys.readouterr().err
