"""Short documents in three languages: a planted fault is found by its kind; sound ones are left."""

import pytest
from tests.insight.audit.claim_cases import CLAIMS
from tests.insight.audit.faulty_cases import FAULTY
from tests.insight.audit.figure_cases import FIGURES
from tests.insight.audit.layout_cases import LAYOUTS
from tests.insight.audit.sound_cases import SOUND
from tests.insight.audit.text_cases import TOLD_RIGHT, TOLD_WRONG

from dangol.insight.audit.audit import audit_text


@pytest.mark.parametrize(
    ("kind", "text"), [one[1:] for one in FAULTY], ids=[one[0] for one in FAULTY]
)
def test_a_planted_fault_is_found_and_nothing_else(kind: str, text: str) -> None:
    found = audit_text(text).findings
    assert {one.kind.value for one in found} == {kind}, found
    assert len({one.line for one in found}) == 1, found


@pytest.mark.parametrize("text", [one[1] for one in SOUND], ids=[one[0] for one in SOUND])
def test_a_sound_document_gives_nothing(text: str) -> None:
    assert audit_text(text).findings == ()


TRUE = [(table, one) for table, true, _ in (*CLAIMS, *FIGURES, *LAYOUTS) for one in true]
CLAIMED = [(table, one, "overclaim") for table, _, false in CLAIMS for one in false]
TOLD = [(table, *one) for table, _, false in (*FIGURES, *LAYOUTS) for one in false]


@pytest.mark.parametrize(("table", "sentence"), TRUE, ids=[one[1] for one in TRUE])
def test_a_sentence_that_its_table_bears_out_gives_nothing(table: str, sentence: str) -> None:
    assert audit_text(f"{table}\n{sentence}\n").findings == ()


@pytest.mark.parametrize(
    ("table", "sentence", "kind"), [*CLAIMED, *TOLD], ids=[one[1] for one in (*CLAIMED, *TOLD)]
)
def test_a_sentence_that_its_table_contradicts_is_told(
    table: str, sentence: str, kind: str
) -> None:
    found = audit_text(f"{table}\n{sentence}\n").findings
    assert {one.kind.value for one in found} == {kind}, found


@pytest.mark.parametrize(("kind", "text"), TOLD_WRONG)
def test_a_text_that_contradicts_itself_is_told(kind: str, text: str) -> None:
    assert {one.kind.value for one in audit_text(text).findings} == {kind}


@pytest.mark.parametrize("text", TOLD_RIGHT)
def test_a_text_that_only_looks_wrong_gives_nothing(text: str) -> None:
    assert audit_text(text).findings == ()
