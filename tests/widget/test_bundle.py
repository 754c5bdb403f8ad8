"""The committed bundle is what the source says, fits its budget, and maps GA4 as Python does."""

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.widget.conftest import WIDGET
from tests.widget.wire_server import STATIC

from dangol.listen.names import (
    PRODUCT_FIELD_OF_GA4,
    PROPERTY_OF_GA4,
    SEGMENT_NAME_OF_GA4,
    segment_call_of_ga4,
)
from dangol.server.chat.words import widget_texts
from dangol.terms.languages import Language

BUNDLES = ("dangol.js", "dangol-alias.js")
SOURCES = sorted((WIDGET / "src").glob("*.ts"))


@pytest.mark.node
def test_the_committed_bundles_are_built_from_the_source(
    node: str, tools: Path, tmp_path: Path
) -> None:
    command = [node, str(WIDGET / "build.mjs"), "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    for name in BUNDLES:
        assert (STATIC / name).read_bytes() == (tmp_path / name).read_bytes(), (
            f"{name} is not what its source says: make widget"
        )


@pytest.mark.node
def test_the_source_has_no_fault_of_type(node: str, tools: Path) -> None:
    command = [node, str(tools / "typescript" / "bin" / "tsc"), "--noEmit", "-p", str(WIDGET)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_has_at_most_20_kilobytes(name: str) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= 20 * 1024


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_names_no_address_of_a_third_party(name: str) -> None:
    found = re.findall(r"https?://[\w.-]+", (STATIC / name).read_text(encoding="utf-8"))
    assert set(found) <= {"http://www.w3.org"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_source_makes_markup_or_code_from_text(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    for risk in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert risk not in text
    assert "new Function" not in text
    assert "window.postMessage" not in text and "parent.postMessage" not in text


def test_the_lock_names_no_address() -> None:
    assert '"resolved"' not in (WIDGET / "package-lock.json").read_text(encoding="utf-8")


def test_every_word_of_the_widget_is_in_the_catalogue_and_is_used() -> None:
    asked = set(re.findall(r"\bt\.(\w+)", "\n".join(map(_text_of, SOURCES))))
    declared = _text_of(WIDGET / "src" / "texts.ts").split("type Texts")[0]
    named = set(re.findall(r'"(\w+)"', declared.split("type Name")[1]))
    texts = widget_texts()
    assert set(texts) == set(Language)
    for words in texts.values():
        assert set(words) == named
    # A form's fields are named by their kind.
    assert asked | {"email", "phone"} == named


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def mapping(node: str, tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Maps calls with the widget's own code: a line in, a line out."""
    folder = tmp_path_factory.mktemp("ga4")
    script = folder / "lines.mjs"
    script.write_text(
        f"import {{ buildSync }} from {json.dumps(str(tools / 'esbuild' / 'lib' / 'main.js'))}\n"
        f"const out = buildSync({{ entryPoints: [{json.dumps(str(WIDGET / 'src' / 'ga4.ts'))}],"
        " bundle: true, format: 'esm', write: false })\n"
        "const code = 'data:text/javascript;base64,' +"
        " Buffer.from(out.outputFiles[0].text).toString('base64')\n"
        "const { segmentCallOfGa4 } = await import(code)\n"
        "const { createInterface } = await import('node:readline')\n"
        "for await (const line of createInterface({ input: process.stdin }))\n"
        "  console.log(JSON.stringify(segmentCallOfGa4(...JSON.parse(line))))\n",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [node, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    talk, answers = process.stdin, process.stdout

    def mapped(*call: object) -> object:
        talk.write(json.dumps(call) + "\n")
        talk.flush()
        return json.loads(answers.readline())

    yield mapped
    talk.close()
    process.wait(10)
    answers.close()


VALUES = (
    st.none()
    | st.integers(-(2**40), 2**40)
    | st.sampled_from(
        ["", "(not set)", "39000", "39,000원", "12.50", "00123", "１２", "-3", "셔츠"]
    )
)
CATEGORIES = [f"item_category{level}" for level in ("", 2, 3, 4, 5)]
FIELDS = st.sampled_from(
    sorted(
        {*PROPERTY_OF_GA4, *PROPERTY_OF_GA4.values(), "value", "total", "revenue", "currency"}
        | {"price", "quantity", "purchase_revenue", "refund_value", "coupon", "constructor"}
    )
)
ITEMS = st.dictionaries(
    st.sampled_from(
        sorted(
            {*PRODUCT_FIELD_OF_GA4, *PRODUCT_FIELD_OF_GA4.values(), *CATEGORIES}
            | {"price", "quantity"}
        )
    ),
    VALUES,
    max_size=8,
)
PARAMS = st.dictionaries(FIELDS, VALUES, max_size=8)


@pytest.mark.node
@settings(max_examples=300)
@given(
    name=st.sampled_from([*SEGMENT_NAME_OF_GA4, "generate_lead", "hello"]),
    ecommerce=st.none() | PARAMS,
    params=st.none() | PARAMS,
    items=st.none() | st.lists(ITEMS | st.sampled_from(["no item", 3, None]), max_size=3),
    where=st.sampled_from(["ecommerce", "params"]),
)
def test_ga4_is_mapped_as_the_server_maps_it(
    mapping: Any, name: str, ecommerce: Any, params: Any, items: Any, where: str
) -> None:
    if items is not None and where == "ecommerce" and ecommerce is not None:
        ecommerce = {**ecommerce, "items": items}
    elif items is not None and params is not None:
        params = {**params, "items": items}
    expected = json.loads(json.dumps(segment_call_of_ga4(name, ecommerce, params)))
    assert mapping(name, ecommerce, params) == expected
