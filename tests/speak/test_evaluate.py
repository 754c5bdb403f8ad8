"""`dangol speak evaluate` and `calibrate`: what they say of knowledge and bad files."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dangol.cli.speak import app
from dangol.speak.evaluate import evaluate, report_of, unknown_answers
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import build_index
from dangol.speak.knowledge.questions import parse_questions
from dangol.speak.knowledge.table import parse_table
from dangol.terms.errors import InputError

FAQ = """id,lang,question,answer
fee,ko,배송비는 얼마인가요?,"2,500원이에요."
refund,ko,환불은 언제 되나요?,사흘 안에 돌려드려요.
coupon,ko,쿠폰은 어떻게 쓰나요?,결제 화면에 코드를 넣으세요.
"""
QUESTIONS = """lang,question,accept
ko,배송비 얼마예요,fee
ko,돈 언제 돌려줘요,refund|coupon
ko,쿠폰 어디에 넣어요,coupon
ko,쿠폰 쓰는 법,fee
ko,비가 올까요,NONE
"""
ROOT = Path(__file__).parents[2]
LEAST = 20
"""Questions of each sort that calibrating asks for."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "know").mkdir()
    (tmp_path / "know" / "faq.csv").write_text(FAQ, "utf-8")
    (tmp_path / "know" / "notes.txt").write_text("no knowledge", "utf-8")
    (tmp_path / "questions.csv").write_text(QUESTIONS, "utf-8")
    return tmp_path


def test_shares_are_counted_as_they_are_named():
    index = build_index(parse_table(FAQ.encode(), "f.csv").articles, SentenceEncoder())
    found = evaluate(index, parse_questions(QUESTIONS.encode(), "q.csv").questions)
    assert found.overall.n == 5
    assert found.overall.in_scope == 4
    assert found.overall.top1 == 0.75  # the fourth accepts what does not answer it
    assert found.overall.top == 1.0  # among three of three articles everything is found
    assert found.overall.refused_out_of_scope == 1.0
    assert found.by_language.keys() == {"ko"}
    assert report_of(found)["top1"] == 0.75


def test_an_accepted_article_that_nobody_has_is_named():
    index = build_index(parse_table(FAQ.encode(), "f.csv").articles, SentenceEncoder())
    questions = parse_questions(b"lang,question,accept\nko,a,gone|fee\n", "q.csv").questions
    assert unknown_answers(index, questions) == ["gone"]


@pytest.mark.parametrize("where", ["know", "know/faq.csv"])
def test_the_command_prints_one_object_for_a_folder_and_for_a_file(folder: Path, where: str):
    result = CliRunner().invoke(
        app,
        ["evaluate", str(folder / "questions.csv"), "--knowledge", str(folder / where), "--json"],
    )
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    shares = {"top1", "top3", "refused_out_of_scope", "answered_in_scope"}
    assert {"n", "by_language", *shares} <= report.keys()
    assert shares <= report["by_language"]["ko"].keys()
    assert report["n"] == 5


def test_the_command_shows_a_table_and_what_went_wrong(folder: Path):
    given = ["evaluate", str(folder / "questions.csv"), "--knowledge", str(folder / "know")]
    result = CliRunner().invoke(app, [*given, "--misses"])
    assert "5 questions" in result.stdout
    assert "[ko] 쿠폰 쓰는 법 → coupon" in result.stdout


@pytest.mark.parametrize(
    ("questions", "knowledge", "said"),
    [
        ("gone.csv", "know", "cannot be read"),
        ("questions.csv", "gone", "cannot be read"),
        ("questions.csv", "know/notes.txt", "holds no article"),
        ("know/faq.csv", "know", "names no accept"),
    ],
)
def test_a_bad_argument_says_what_to_do(folder: Path, questions: str, knowledge: str, said: str):
    result = CliRunner().invoke(
        app, ["evaluate", str(folder / questions), "--knowledge", str(folder / knowledge)]
    )
    assert isinstance(result.exception, InputError)
    assert said in result.exception.message
    assert result.exception.hint


def _in_korean_alone(shop: Path, out: Path) -> Path:
    lines = shop.read_text("utf-8").splitlines()
    out.write_text("\n".join([lines[0], *(line for line in lines if ",ko," in line)]), "utf-8")
    return out


def test_calibrating_writes_what_evaluating_takes(tmp_path: Path):
    shop = ROOT / "src/dangol/sim/site/knowledge/faq.csv"
    questions = ROOT / "bench/questions/development.csv"
    few = tmp_path / "few.csv"
    # The law is the same for one language as for three.
    lines = questions.read_text("utf-8").splitlines()
    korean = [line for line in lines if line.startswith("ko,")]
    inside = [line for line in korean if not line.endswith(",NONE")][:LEAST]
    outside = [line for line in korean if line.endswith(",NONE")][:LEAST]
    few.write_text("\n".join([lines[0], *inside, *outside]), "utf-8")
    shop = _in_korean_alone(shop, tmp_path / "shop.csv")
    out = tmp_path / "own.json"
    result = CliRunner().invoke(
        app, ["calibrate", str(few), "--knowledge", str(shop), "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    (own,) = json.loads(out.read_text("utf-8"))
    assert 0 < own["threshold"] < 1
    assert own["questions"] == 2 * LEAST
    result = CliRunner().invoke(
        app,
        ["evaluate", str(few), "--knowledge", str(shop), "--calibration", str(out), "--json"],
    )
    assert json.loads(result.stdout)["answered_in_scope"] >= 0.9


def test_too_few_questions_to_calibrate_are_refused(folder: Path):
    result = CliRunner().invoke(
        app, ["calibrate", str(folder / "questions.csv"), "--knowledge", str(folder / "know")]
    )
    assert isinstance(result.exception, InputError)
    assert "at least 20 of each" in result.exception.hint


def test_the_sample_shop_is_answered_in_every_language():
    shop = ROOT / "src/dangol/sim/site/knowledge/faq.csv"
    index = build_index(parse_table(shop.read_bytes(), "faq.csv").articles, SentenceEncoder())
    development = (ROOT / "bench/questions/development.csv").read_bytes()
    found = evaluate(index, parse_questions(development, "d.csv").questions)
    for tag, figures in found.by_language.items():
        assert (figures.top1 or 0) >= 0.9, tag
        assert (figures.answered_in_scope or 0) >= 0.9, tag
        assert (figures.refused_out_of_scope or 0) >= 0.9, tag
