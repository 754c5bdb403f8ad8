"""How the sample company sells: the set-up as it comes, its own plans and guides, and its hosts."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from dangol.sim.b2b.company import sample_company
from dangol.speak.sales.defaults import read_default_texts
from dangol.speak.sales.team import Team
from dangol.speak.sales.team_file import parse_team
from dangol.terms.languages import Language

GUIDES: Mapping[str, str] = {
    "/guide/start": "/docs/start",
    "/guide": "/faq#students",
    "/about": "/",
}
"""Where the guides that the set-up names stand on this site."""


def company_setup_texts(language: Language, site: str) -> dict[str, str]:
    """The TOML texts of the company's set-up in one language, by name without `.toml`.

    Shape: `site` is where the company's site stands, without a slash at its end.
    """
    return {"fit": _fit_text(language, site), "team": team_text(language)}


@cache
def company_team(language: Language) -> Team:
    """Its two hosts."""
    return parse_team(team_text(language), "team.toml")


def team_text(language: Language) -> str:
    """The file of the hosts who look after that language."""
    return files("dangol.sim.b2b").joinpath(f"team/{language}.toml").read_text("utf-8")


def _fit_text(language: Language, site: str) -> str:
    def guide(found: re.Match[str]) -> str:
        path, anchor, name = GUIDES.get(found[1], found[1]).partition("#")
        return f'url = "{site}{path}?lang={language}{anchor}{name}"'

    text = re.sub(r'^url = "(/[^"]*)"$', guide, read_default_texts()["fit"], flags=re.MULTILINE)
    plans: list[str] = []
    for plan in sample_company(language).plans:
        lines = ["[[plans]]", f'product_id = "{plan.plan_id}"', f"seats_from = {plan.least_seats}"]
        lines.append('tax = "excluded"')
        plans += [*lines, *([f"seats_to = {plan.most_seats}"] if plan.most_seats else []), ""]
    return "\n".join((text, *plans))
