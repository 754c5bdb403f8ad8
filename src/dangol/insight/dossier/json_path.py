"""The place of one value in a saved report: `report.kinds[kind=B2B].share` or `rows[0].amount`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from msgspec import Struct

MOST_STEPS = 20
_STEP = re.compile(
    r"(?P<key>[^.\[\]]+)|\[(?P<place>\d{1,7})\]|\[(?P<name>[^.\[\]=]+)=(?P<value>[^\[\]]*)\]"
)


class Where(Struct, frozen=True):
    """The one element of a list whose `name` is `value`."""

    name: str
    value: str


Step: TypeAlias = str | int | Where


class JsonPath(Struct, frozen=True):
    """Steps from the whole report to a value."""

    steps: tuple[Step, ...]
    written: str


class NotThere(Struct, frozen=True):
    """Where the path leads nowhere: how far it came."""

    reached: str


def parse_path(text: str) -> JsonPath | None:
    """The path that a text describes; None where it describes none."""
    steps: list[Step] = []
    at, is_first = 0, True
    while at < len(text):
        if text[at] == ".":
            if is_first or at + 1 == len(text) or text[at + 1] in ".[":
                return None
            at += 1
        elif not is_first and text[at] != "[":
            return None
        found = _STEP.match(text, at)
        if found is None or len(steps) == MOST_STEPS:
            return None
        if found["key"] is not None:
            steps.append(found["key"])
        elif found["place"] is not None:
            steps.append(int(found["place"]))
        else:
            steps.append(Where(found["name"], found["value"]))
        at, is_first = found.end(), False
    return JsonPath(tuple(steps), text) if steps else None


def value_at(report: Any, path: JsonPath) -> Any | NotThere:
    """The value at the path, or how far the report has it."""
    value, reached = report, ""
    for step in path.steps:
        found = _next(value, step)
        if isinstance(found, NotThere):
            return NotThere(reached)
        value = found
        match step:
            case str():
                reached += f".{step}" if reached else step
            case int():
                reached += f"[{step}]"
            case Where():
                reached += f"[{step.name}={step.value}]"
    return value


def _next(value: Any, step: Step) -> Any | NotThere:
    match step:
        case str():
            return _keys(value).get(step, NotThere(""))
        case int():
            items = _items(value)
            return items[step] if step < len(items) else NotThere("")
        case Where():
            found = [
                one for one in _items(value) if _shown(_keys(one).get(step.name)) == step.value
            ]
            return found[0] if len(found) == 1 else NotThere("")


def _keys(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _items(value: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", value) if isinstance(value, list) else ()


def _shown(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)
