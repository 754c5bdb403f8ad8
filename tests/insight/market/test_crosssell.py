"""Customers are ranked by what is known of them, and the reasons say what was found."""

from importlib.resources import files

import pyarrow as pa
import pytest

from dangol.engine.insight.market_crosssell_page import crosssell_page
from dangol.engine.insight.pages import Source
from dangol.insight.market.crosssell import CrossSell, rank_customers
from dangol.insight.market.crosssell_file import parse_motions
from dangol.insight.market.labels import parse_labels
from dangol.insight.market.market_file import MarketFileError
from dangol.terms.languages import Language

EXAMPLES = files("dangol.insight.market") / "examples"
MOTIONS = parse_motions((EXAMPLES / "motions.toml").read_bytes(), "motions.toml")
LABELS = parse_labels((EXAMPLES / "verticals.toml").read_bytes(), "verticals.toml")


def ranked(said: dict[str, list[str]] | None = None, **columns: list[str | None]) -> CrossSell:
    return rank_customers(pa.table(columns), "account", MOTIONS, labels=LABELS, said=said)


def held(found: CrossSell, account: str, motion: str) -> dict[str, tuple[bool | None, str]]:
    customer = next(one for one in found.customers if one.account == account)
    fit = next(one for one in customer.fits if one.motion == motion)
    return {one.id: (one.holds, one.seen) for one in fit.findings}


def test_the_best_fit_comes_first_with_what_was_found() -> None:
    found = ranked(
        account=["shop", "firm"],
        kind=["B2C", "법인"],
        vertical=["アパレル", "제조업"],
        has_sales_team=["없음", "있음"],
        leads_per_month=["", "1,200"],
        asked_for=["장바구니 이탈 고객에게 말을 걸고 싶어요", "リードを自動で登録したい"],
    )
    assert [found.customers[at].account for at in found.ranked["sales"]] == ["firm", "shop"]
    assert [found.customers[at].account for at in found.ranked["shop"]] == ["shop", "firm"]
    firm = held(found, "firm", "sales")
    assert firm["sales-team"] == (True, "있음")
    assert firm["leads"] == (True, "1,200")
    assert firm["kind"] == (True, "법인")
    assert firm["asked"] == (True, "リード")
    assert held(found, "shop", "shop")["vertical"] == (True, "アパレル")
    assert held(found, "shop", "sales")["sales-team"] == (False, "없음")
    assert found.customers[1].best == "sales"


def test_a_name_is_compared_without_the_space_around_it_and_a_missing_one_is_said() -> None:
    found = ranked(
        said={"firm": ["리드 등록을 자동으로 하고 싶어요"]},
        account=[" firm ", None, " "],
        has_sales_team=["yes", "yes", "no"],
    )
    assert held(found, "firm", "sales")["asked"] == (True, "리드")
    assert (found.silent, found.doubled) == ([], [])

    page = crosssell_page(found, MOTIONS, 5, Source(["a.csv"]), Language.EN)

    assert page.title == "First customer to offer B2B inside sales: firm"
    shown = [row[0] for section in page.sections for table in section.tables for row in table.rows]
    assert "no name (row 2)" in shown


def test_what_is_not_known_counts_as_no_and_is_left_to_ask() -> None:
    found = ranked(account=["a", "b"], has_sales_team=["maybe", "yes"], asked_for=[None, "hello"])
    a = found.customers[0].fits[0]
    assert (a.fit, a.open) == (0, 1.0)
    assert held(found, "a", "sales")["sales-team"] == (None, "")
    assert held(found, "b", "sales")["asked"] == (False, "")
    assert found.customers[1].fits[0].fit == pytest.approx(0.30)
    assert found.missing == [
        "leads_per_month", "kind", "employees", "vertical", "conversations_per_month", "marketers",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Our leader is away", ""),
        ("We misled nobody", ""),
        ("Where do leads go?", "lead"),
        ("LEAD을 모으고 싶어요", "lead"),
        ("리드가 들어오면", "리드"),
    ],
)
def test_words_are_found_whole_in_english_and_with_endings_in_korean(text: str, seen: str) -> None:
    found = ranked(account=["a"], asked_for=[text])
    assert held(found, "a", "sales")["asked"] == (bool(seen), seen)


def test_conversations_add_to_what_was_asked_and_strangers_are_named() -> None:
    said = {"a": ["a lead came", "no lead came", "hello"], "stranger": ["lead"]}
    found = ranked(said, account=["a", "b", "a"], kind=["b2b", "b2b", "b2b"])
    assert held(found, "a", "sales")["asked"] == (True, "lead ×2")
    assert held(found, "b", "sales")["asked"] == (None, "")
    assert found.silent == ["stranger"]
    assert found.doubled == ["a"]
    assert "asked_for" not in found.missing


def test_a_reason_quotes_the_word_and_never_the_sentence() -> None:
    found = ranked(account=["a"], asked_for=["call me on 010-1234-5678 about a lead"])
    assert held(found, "a", "sales")["asked"] == (True, "lead")


def test_a_slip_in_the_motions_is_refused_with_its_line() -> None:
    text = (EXAMPLES / "motions.toml").read_text("utf-8").replace("number = 30", 'number = "x"', 1)
    with pytest.raises(MarketFileError) as caught:
        parse_motions(text, "m.toml")
    (fault,) = caught.value.faults
    assert fault.line == text[: text.index('number = "x"')].count("\n") + 1
    assert "must be a number" in fault.problem
