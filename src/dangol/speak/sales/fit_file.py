"""fit.toml to the rules by which a buyer is judged, with every fault by its line."""

import re
from collections.abc import Mapping
from functools import cache

from msgspec.structs import replace

from dangol.decide.toml_faults import shown_as
from dangol.decide.toml_table import Table
from dangol.speak.sales.defaults import read_default_texts
from dangol.speak.sales.fit import MOST_POINTS, Fit, Guide, Plan, Rule, Unfit
from dangol.speak.sales.setup_file import parse_setup
from dangol.terms.languages import Language

NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
URL = re.compile(r"(?:https?://|/)\S*")
MOST_RULES, MOST_UNFIT, MOST_PLANS, MOST_GUIDES, MOST_WORDS = 100, 30, 50, 5, 60
MOST_AMOUNT = 10**12
LONGEST_SAY, LONGEST_REASON, LONGEST_WORDS = 600, 120, 300


def parse_fit(text: str | bytes, file: str) -> Fit:
    """The rules of the file.

    Raises: SetupError (`sales.unusable_setup`) with every fault.
    """
    return parse_setup(text, file, _fit)


@cache
def default_fit() -> Fit:
    """The rules where a company wrote none of its own."""
    return parse_fit(read_default_texts()["fit"], "fit.toml")


def _fit(root: Table) -> Fit:
    fit = Fit(
        fits_at=root.whole_or("fits_at", 40, 1, MOST_POINTS),
        enough=root.texts("enough", "team_size", most=20, longest=60),
        most_questions=root.whole_or("most_questions", 4, 0, 20),
        seats=_name_or(root, "seats", "team_size"),
        rules=tuple(_rule(one) for one in _tables(root, "rules", "slot", MOST_RULES)),
        unfit=tuple(_unfit(one) for one in _tables(root, "unfit", "name", MOST_UNFIT)),
        plans=tuple(_plan(one) for one in _tables(root, "plans", "product_id", MOST_PLANS)),
    )
    poor = root.table("poor", ("say", "guides"), is_needed=False)
    if poor.value is not None:
        say, guides = _texts(poor, "say", LONGEST_SAY), _guides(poor)
        fit = replace(fit, poor=say, guides=guides)
        poor.close()
    root.close()
    return fit


def _tables(root: Table, key: str, example: str, most: int) -> list[Table]:
    if root.value is None or key not in root.value:
        root.asked.append(key)
        return []
    return root.tables(key, (example,), fewest=0, most=most)


def _name_or(table: Table, key: str, default: str) -> str:
    if table.value is None or key not in table.value:
        table.asked.append(key)
        return default
    return table.text(key, default, longest=60, shape=NAME)


def _rule(table: Table) -> Rule:
    rule = Rule(
        slot=table.text("slot", "team_size", longest=60, shape=NAME),
        points=table.whole("points", -MOST_POINTS, MOST_POINTS),
        reason=_texts(table, "reason", LONGEST_REASON),
        at_least=table.whole_or_none("at_least", 0, MOST_AMOUNT),
        at_most=table.whole_or_none("at_most", 0, MOST_AMOUNT),
        is_any=table.texts("is_any", "executive", most=MOST_WORDS, longest=60),
        within_days=table.whole_or_none("within_days", 0, 3_650),
    )
    table.close()
    return rule


def _unfit(table: Table) -> Unfit:
    unfit = Unfit(
        name=table.text("name", "student", longest=60, shape=NAME),
        reason=_texts(table, "reason", LONGEST_REASON),
        say=_texts(table, "say", LONGEST_SAY),
        words=_patterns(table),
        slot=_name_or(table, "slot", ""),
        at_most=table.whole_or_none("at_most", 0, MOST_AMOUNT),
        is_any=table.texts("is_any", "individual", most=MOST_WORDS, longest=60),
        guides=_guides(table),
    )
    if not unfit.words and not unfit.slot and table.are_sound("words", "slot"):
        table.note("words", "is missing", 'add words = ["학생"] or slot = "team_size"')
    table.close()
    return unfit


def _patterns(table: Table) -> tuple[str, ...]:
    found = table.texts("words", "학생", most=MOST_WORDS, longest=LONGEST_WORDS)
    for words in found:
        try:
            re.compile(words)
        except re.error as fault:
            hint = "brackets and the signs . * + ? | \\ have a meaning of their own here"
            table.note("words", f"holds {shown_as(words)}: {fault.msg}", hint)
            return ()
    return found


def _plan(table: Table) -> Plan:
    plan = Plan(
        product_id=table.text("product_id", "team", longest=100),
        per=table.word("per", ("seat", "flat"), "seat"),
        period=table.word("period", ("month", "year", "once"), "month"),
        seats_from=table.whole_or("seats_from", 1, 1, MOST_AMOUNT),
        seats_to=table.whole_or_none("seats_to", 1, MOST_AMOUNT),
        tax=table.word("tax", ("unsaid", "excluded", "included"), "unsaid"),
    )
    is_sound = table.are_sound("seats_from", "seats_to")
    if is_sound and plan.seats_to is not None and plan.seats_to < plan.seats_from:
        table.note("seats_to", "is below seats_from", "write the smaller number in seats_from")
    table.close()
    return plan


def _guides(table: Table) -> tuple[Guide, ...]:
    guides: list[Guide] = []
    for one in _tables(table, "guides", "url", MOST_GUIDES):
        guides.append(
            Guide(
                title=_texts(one, "title", LONGEST_REASON),
                url=one.text("url", "/guide", longest=500, shape=URL),
            )
        )
        one.close()
    return tuple(guides)


def _texts(table: Table, key: str, longest: int) -> Mapping[Language, str]:
    inner = table.table(key, [str(one.value) for one in Language])
    texts = {language: inner.text(language.value, "…", longest=longest) for language in Language}
    inner.close()
    return texts
