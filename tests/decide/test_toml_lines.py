"""Every path of a TOML document is found on the line where its author wrote it."""

import tomllib
from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from dangol.decide.toml_lines import DEEPEST, Path, lines_of

NESTED = '''\
# a comment with [brackets] and "quotes
name = "x"            # 2
long = """
not = "a key"
[not.a.table]
"""
after = 1             # 7
raw = \'\'\'
it''s = 1 \'\'\'\'\'
list = [              # 10
  "one", # [not]
  { two = 2, "th]ree" = [ 3,
    4 ] },            # 13
]
[a.b]                 # 15
c.d = 1
"e.f" . g = 2
[a]                   # 18
z = 1979-05-27 07:32:00
[[o]]                 # 20
id = 1
[o.text]
ko = "안녕"
[[o.q]]               # 24
ko = "가"
[[o.q]]
ko = "나"
[[o]]                 # 28
id = 2
[[o.q]]
ko = "다"
[ "quoted \\u0061 key" ]
'''


def paths_of(value: object, path: Path = ()) -> Iterator[Path]:
    yield path
    children: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        yield from paths_of(child, (*path, key))


def test_tables_arrays_strings_and_comments_do_not_mislead() -> None:
    lines = lines_of(NESTED)
    assert lines[("name",)] == 2
    assert lines[("long",)] == 3
    assert lines[("after",)] == 7
    assert lines[("raw",)] == 8
    assert lines[("list",)] == 10
    assert [lines[("list", n)] for n in range(2)] == [11, 12]
    assert lines[("list", 1, "th]ree", 1)] == 13
    assert lines[("a", "b")] == 15
    assert lines[("a", "b", "c", "d")] == 16
    assert lines[("a", "b", "e.f", "g")] == 17
    assert lines[("a",)] == 18
    assert lines[("o",)] == lines[("o", 0)] == 20
    assert lines[("o", 0, "text")] == 22
    assert lines[("o", 0, "q", 1, "ko")] == 27
    assert lines[("o", 1)] == 28
    assert lines[("o", 1, "q", 0)] == 30
    assert lines[("quoted a key",)] == 32
    assert set(lines) == set(paths_of(tomllib.loads(NESTED)))


def test_line_ends_of_windows_count_once() -> None:
    assert lines_of("a = 1\r\nb = '''\r\n'''\r\nc = 3\r\n")[("c",)] == 4


# A document is made as lines whose every key is unique, so that a key's line is known beforehand.
VALUES = ["1", "'a#b'", '"\\"]"', "[1, [2, '}'],\n 3]", '"""\nx = 1\n"""', "'''\n[y]\n'''", "{ }"]


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[str, int]]:
    text = ""
    line_of: dict[str, int] = {}
    arrays: list[str] = []
    serial = 0

    def new_key() -> str:
        nonlocal serial
        serial += 1
        line_of[f"k{serial}"] = text.count("\n") + 1
        return f"k{serial}"

    for _ in range(draw(st.integers(0, 12))):
        form = draw(st.sampled_from(["pair", "dotted", "inline", "table", "array", "again", "#"]))
        if form == "pair":
            text += f"{new_key()} = {draw(st.sampled_from(VALUES))} # k0 = 1\n"
        elif form == "dotted":
            text += f'{new_key()} . "{new_key()}".{new_key()} = 2\n'
        elif form == "inline":
            text += f"{new_key()} = {{ {new_key()} = [{{ {new_key()} = 1 }}], {new_key()} = 2 }}\n"
        elif form == "table":
            text += f"[{new_key()}.{new_key()}]\n"
        elif form == "array":
            arrays.append(new_key())
            text += f"[[{arrays[-1]}]]\n"
        elif form == "again" and arrays:
            array = draw(st.sampled_from(arrays))
            text += draw(st.sampled_from([f"[[{array}]]\n", f"[{array}.{new_key()}]\n"]))
        else:
            text += "\n# [not] = 'a table\n"
    return text, line_of


@given(documents())
def test_every_key_has_the_line_on_which_it_stands(document: tuple[str, dict[str, int]]) -> None:
    text, line_of = document
    lines = lines_of(text)
    assert set(lines) == set(paths_of(tomllib.loads(text)))
    for path, line in lines.items():
        if path and isinstance(path[-1], str):
            assert line == line_of[path[-1]], path


FRAGMENTS = ["a", "b", ".", "=", "[", "]", "[[", "]]", "{", "}", ",", "#", "\n", " ", "1", '"', "'"]
FRAGMENTS += [
    '"""',
    "'''",
    "\\",
    '\\"',
    "a = 1\n",
    "[a]\n",
    "[[b]]\n",
    "''",
    '""',
    "\r\n",
    "b=[",
    "é",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
@example('a = """x"""""\nb = 1')
@example("a = '''x'''''\nb = 1")
@example('"" = ""\n\'\' . b = 1'.replace("''", "'c'"))
def test_no_text_that_is_toml_has_other_paths_than_its_document(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    assert set(lines_of(text)) == {path for path in paths_of(document) if len(path) <= DEEPEST}


def test_a_long_dotted_key_costs_no_more_than_its_length() -> None:
    lines = lines_of(".".join(["a"] * 2_000) + " = 1\nb = 2")
    assert len(lines) == DEEPEST + 2
    assert lines[("b",)] == 2
