"""The themes that notes are read for: a file that people edit.

`read_themes` takes the text of a YAML file such as `themes/messaging.yaml`, whose head says what a
theme has. What cannot be used is refused with the theme and the reason, never skipped.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import msgspec
import yaml

from dangol.terms.errors import InputError
from dangol.terms.languages import Language

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 8
MAX_THEMES = 500
BUILT_IN = ("messaging", "shops")
WITH_SENTENCES = ("messaging",)
"""Built-in files that have sentences to learn from beside their examples."""

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class ThemesError(InputError):
    """A theme file that cannot be used."""

    code = "themes.unusable"


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in three languages; what is missing is taken from another."""

    ko: str = ""
    ja: str = ""
    en: str = ""

    def of(self, language: Language) -> str:
        """The text in that language, or in the first that has one."""
        return getattr(self, language.value) or self.en or self.ko or self.ja


class Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sentences by language."""

    ko: tuple[Text, ...] = ()
    ja: tuple[Text, ...] = ()
    en: tuple[Text, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, in a fixed order."""
        return (*self.ko, *self.ja, *self.en)


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One theme."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$")]
    name: Names
    examples: Examples
    what: Names = Names()
    any: tuple[Text, ...] = ()
    none: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()


class ThemeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All themes, in the order of the file."""

    version: int
    themes: tuple[Theme, ...]
    exclusive: bool = False
    """Whether a note has one theme and no more, as a category is."""
    praise: bool = True
    """Whether praise of a thing counts as speaking of it, as in reviews."""
    nothing: tuple[Text, ...] = ()
    """Sentences in which there is no theme."""
    learn: str = ""
    """The built-in file whose sentences are learned beside the examples."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The themes' ids in the order of the file."""
        return tuple(theme.id for theme in self.themes)

    def theme(self, theme_id: str) -> Theme:
        """The theme of that id; KeyError where there is none."""
        return {theme.id: theme for theme in self.themes}[theme_id]


def read_themes(text: str, name: str = "themes") -> ThemeFile:
    """The theme file that the text is.

    Raises: ThemesError (`themes.unusable`) that says which theme and what to mend.
    """
    if len(text) > MAX_CHARACTERS:
        raise ThemesError(f"{name} is longer than {MAX_CHARACTERS:,} characters")
    plain = _plain(text, name)
    try:
        found = msgspec.convert(plain, ThemeFile)
    except msgspec.ValidationError as fault:
        raise ThemesError(
            f"{name}: {_with_id(str(fault), plain)}",
            hint="compare with the head of a built-in file: dangol voc themes --show messaging",
        ) from fault
    if found.version != 1:
        raise ThemesError(f"{name} is of version {found.version}, which is not known")
    if not 1 <= len(found.themes) <= MAX_THEMES:
        raise ThemesError(f"{name} has {len(found.themes)} themes", hint=f"1 to {MAX_THEMES}")
    if found.learn and found.learn not in WITH_SENTENCES:
        raise ThemesError(
            f"{name} learns from “{found.learn}”, which has no sentences",
            hint=f"learn: {', '.join(WITH_SENTENCES)}",
        )
    twice = _first_twice(found.ids)
    if twice is not None:
        raise ThemesError(f"{name} has two themes “{twice}”", hint="give each an id of its own")
    for theme in found.themes:
        if not (theme.name.ko or theme.name.ja or theme.name.en):
            raise ThemesError(f"{name}: the theme “{theme.id}” has no name")
        if not theme.examples.all and not theme.words:
            raise ThemesError(
                f"{name}: the theme “{theme.id}” has neither examples nor words",
                hint="give some sentences in which it occurs; ten are good",
            )
    return found


def built_in_text(name: str) -> str:
    """The theme file of that name that comes with the package.

    Raises: ThemesError where there is none.
    """
    if name not in BUILT_IN:
        raise ThemesError(
            f"there is no built-in theme file “{name}”", hint=f"there are {', '.join(BUILT_IN)}"
        )
    return files("dangol.insight.voc").joinpath("themes", f"{name}.yaml").read_text("utf-8")


@cache
def built_in_sentences(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Sentences that come with the built-in file, each with its themes; many have none."""
    file = files("dangol.insight.voc").joinpath("themes", f"{name}.sentences.tsv")
    rows = (line.split("\t", 1) for line in file.read_text("utf-8").splitlines())
    return tuple((text, tuple(filter(None, held.split(",")))) for held, text in rows)


def built_in_learned(name: str) -> bytes | None:
    """What was learned from the sentences of the built-in file of that name, where it has any."""
    file = files("dangol.insight.voc").joinpath("themes", f"{name}.learned")
    return file.read_bytes() if file.is_file() else None


@cache
def background() -> tuple[str, ...]:
    """Sentences as any note may have them, in three languages, in which there is hardly a theme."""
    file = files("dangol.insight.voc").joinpath("themes", "nothing.txt")
    return tuple(file.read_text("utf-8").splitlines())


def built_in_thresholds(name: str) -> bytes | None:
    """The thresholds that come with the built-in file of that name, where a sample gave some."""
    file = files("dangol.insight.voc").joinpath("themes", f"{name}.thresholds.json")
    return file.read_bytes() if file.is_file() else None


def _plain(text: str, name: str) -> Any:
    """What the YAML holds; without anchors and not deep, so that no document can grow."""
    depth = 0
    try:
        parse: Callable[..., Iterable[object]] = getattr(yaml, "parse")  # noqa: B009 untyped there
        for event in parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise ThemesError(f"{name} repeats a part by an alias", hint="write it out")
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise ThemesError(f"{name} is nested more than {MAX_DEPTH} deep")
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as fault:
        said = " ".join(str(fault).split())[:200]
        raise ThemesError(f"{name} is not YAML: {said}", hint="mind quotes and indents") from fault


def _with_id(fault: str, plain: Any) -> str:
    """The fault with the theme's id, where it says only its place."""
    place = re.search(r"\$\.themes\[(\d+)\]", fault)
    if place is None or not isinstance(plain, dict):
        return fault
    try:
        return f"theme “{plain['themes'][int(place[1])]['id']}”: {fault}"
    except (KeyError, IndexError, TypeError):
        return fault


def _first_twice(ids: Sequence[str]) -> str | None:
    seen: set[str] = set()
    return next((one for one in ids if one in seen or seen.add(one)), None)
