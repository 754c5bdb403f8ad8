"""The third door of the demo in a browser: a figure leads to its cell, a changed cell to another
verdict and to the change log; axe-core finds no fault, and a phone does not scroll sideways.
"""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from tests.journeys.conftest import served
from tests.sim.doors.conftest import sample_doors
from tests.widget.conftest import browser

from dangol.sim.doors.app import doors_app
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

__all__ = ["browser"]

pytestmark = pytest.mark.browser

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
B2C = "customer_mix_mid_plus.0.customers"


@pytest.fixture(scope="module")
def start() -> Iterator[str]:
    """The address of an open start page, without a slash at its end."""
    listener = socket.create_server(("127.0.0.1", 0))
    with served(doors_app(sample_doors()), listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def faults_of(page: Any) -> list[tuple[str, str]]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


@pytest.mark.parametrize("language", list(Language))
def test_from_the_door_to_a_figure_its_cell_another_verdict_and_the_change_log(
    browser: Any, start: str, language: Language
) -> None:
    context = browser.new_context(viewport=SIZES["desktop"])
    page = context.new_page()
    page.goto(f"{start}/?lang={language}")
    with context.expect_page() as opened:
        page.locator(".door.decisions a.go").click()
    report = opened.value
    report.wait_for_load_state()
    assert report.evaluate("document.documentElement.lang") == language
    section = report.locator("#h-customers-are-b2b")
    section.get_by_role("link", name="74.2%", exact=True).click()
    marked = report.locator("td.marked input")
    assert [one.input_value() for one in marked.all()] == ["1264", "239", "200"]
    now = report.locator("#now")
    assert "74.2%" in now.inner_text()
    report.locator(f"input[name='{B2C}']").fill("300")
    report.locator("button.go").click()
    report.locator("#now s").wait_for()
    amber = render_text("insight.page.tone.amber", language)
    assert "40.6%" in now.inner_text() and f"({amber})" in now.inner_text()
    log = report.locator("#changes")
    for said in ("74.2%", "40.6%", amber):
        assert said in log.inner_text()
    report.locator(".bar > a").click()
    assert "40.6%" in report.locator("#h-customers-are-b2b").inner_text()
    assert "40.6%" in report.locator("#changes").inner_text()
    report.locator(".copy button").click()
    assert "40.6%" not in report.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize(
    ("language", "mode", "size"),
    [
        (Language.KO, "light", "phone"),
        (Language.KO, "dark", "desktop"),
        (Language.JA, "dark", "phone"),
        (Language.EN, "light", "desktop"),
    ],
)
def test_axe_finds_no_fault_and_the_pages_do_not_scroll_sideways(
    browser: Any, start: str, language: Language, mode: str, size: str
) -> None:
    # axe-core is put into the page as a script, which the page itself forbids.
    context = browser.new_context(viewport=SIZES[size], color_scheme=mode, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{start}/decisions/figure/marketing-growth?lang={language}")
    page.locator("td.marked input").fill("none")
    page.locator("button.go").click()
    page.locator("input[aria-invalid]").wait_for()
    found = {"refused": faults_of(page)}
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    page.locator("td.marked input").fill("1%")
    page.locator("button.go").click()
    page.locator("#now s").wait_for()
    for path in ("decisions", "decisions/figure/marketing-growth", ""):
        page.goto(f"{start}/{path}?lang={language}")
        found[path] = faults_of(page)
        widths.append(page.evaluate("document.documentElement.scrollWidth"))
    context.close()
    assert not any(found.values()), found
    assert max(widths) <= SIZES[size]["width"]
