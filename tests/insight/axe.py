"""What axe-core finds in a report, on a phone in the dark and on a desk, and what is too wide."""

from pathlib import Path
from typing import Any

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}


def faults_of(browser: Any, file: Path) -> list[tuple[str, str, str]]:
    """Each fault with where it was found, its rule, and the markup that has it."""
    from axe_playwright_python.sync_playwright import Axe

    found: list[tuple[str, str, str]] = []
    for size, mode in (("phone", "dark"), ("desktop", "light")):
        # axe-core is put into the page as a script, which the page itself forbids.
        context = browser.new_context(viewport=SIZES[size], color_scheme=mode, bypass_csp=True)
        page = context.new_page()
        page.goto(file.as_uri())
        found += [
            (f"{file.stem} {size}", one["id"], one["nodes"][0]["html"])
            for one in Axe().run(page).response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > SIZES[size]["width"]:
            found.append((f"{file.stem} {size}", "wide", ""))
        context.close()
    return found
