"""Notes are read for themes: the built-in encoder, as many processes as cores, and a cache.

The cache stands beside the file of notes and holds, by the hash of a text, what it was read as: no
texts. It is for one theme file, one set of thresholds and one version of the reading.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import msgspec
import numpy as np
from xxhash import xxh3_64_intdigest, xxh3_128_hexdigest

from dangol.engine.insight.voc_inputs import ReadNotes
from dangol.engine.tables import TableError
from dangol.insight.voc.agreement import Agreement, agree
from dangol.insight.voc.calibration import Thresholds, calibrate, read_thresholds
from dangol.insight.voc.learning import Learned, Numbers, read_learned, written
from dangol.insight.voc.lessons import learned_from, lessons_of, mark_of_lessons
from dangol.insight.voc.reader import VERSION, Embed, NoteRead, Reader
from dangol.insight.voc.themes import (
    BUILT_IN,
    ThemeFile,
    built_in_learned,
    built_in_text,
    built_in_thresholds,
    read_themes,
)
from dangol.terms.errors import InputError

BATCH = 32
"""Texts that are embedded together; larger is slower."""
CHUNK = 250
"""Notes that a process reads at a time."""
MANY = 2_000
"""Notes from which on a cache and several processes are worth it."""
CACHE_ENDING = ".voc-cache"
LEARNED_ENDING = ".voc-learned"
LESSONS = 500
"""Sentences to learn from that are embedded between two words of progress."""

Tell = Callable[[int], None]


class ThemesGiven(msgspec.Struct, frozen=True):
    """A theme file, with its text and the thresholds that go with it."""

    name: str
    text: str
    themes: ThemeFile
    thresholds: Thresholds | None
    path: Path | None = None
    """Of a file of people's own."""
    learned: Learned | None = None
    """Once it was learned."""

    @property
    def lines(self) -> dict[str, float]:
        """The threshold of every theme, as far as any is known."""
        held = self.thresholds
        if held is None:
            return {}
        return {one: held.themes.get(one, held.all) for one in self.themes.ids}


def encoder() -> Embed:
    """The built-in encoder, in batches of the size at which it is fastest."""
    from dangol.speak.knowledge.embedder import SentenceEncoder

    held = SentenceEncoder()

    def embed(texts: Sequence[str]) -> Numbers:
        if len(texts) <= BATCH:
            return held.embed(texts)
        # Texts of a length together: the longest of a batch is what it costs.
        order = np.argsort([len(text) for text in texts], kind="stable")
        found = np.empty((len(texts), 512), np.float32)
        for begin in range(0, len(order), BATCH):
            places = order[begin : begin + BATCH]
            found[places] = held.embed([texts[int(place)] for place in places])
        return found

    return embed


def encoder_name() -> str:
    """Of the built-in encoder: thresholds hold for it alone."""
    from dangol.speak.knowledge.embedder import SentenceEncoder

    return SentenceEncoder.name


def given_themes(themes: str, thresholds: Path | None = None) -> ThemesGiven:
    """The theme file of that path, or the built-in one of that name, with its thresholds.

    Those of `--thresholds`, else those beside the file (`mine.thresholds.json`), else none.
    Raises: ThemesError, ThresholdsError, TableError.
    """
    if themes in BUILT_IN:
        text = built_in_text(themes)
        held: bytes | None = built_in_thresholds(themes)
    else:
        path = Path(themes)
        text = _read(path).decode("utf-8-sig", errors="replace")
        beside = path.with_suffix(".thresholds.json")
        held = beside.read_bytes() if beside.is_file() else None
    if thresholds is not None:
        held = _read(thresholds)
    parsed = read_themes(text, Path(themes).name)
    found = None if held is None else read_thresholds(held, themes)
    if found is not None and (found.embedder, found.scoring) != (encoder_name(), VERSION):
        raise InputError(
            f"the thresholds of {themes} are for another encoder or another version of the reading",
            hint="calibrate anew: dangol voc agree … --calibrate",
        )
    return ThemesGiven(themes, text, parsed, found, None if themes in BUILT_IN else Path(themes))


def reader_of(given: ThemesGiven, learned: Learned | None = None) -> Reader:
    """A reader of those themes with the built-in encoder."""
    return Reader(given.themes, encoder(), given.lines, learned or learned_of(given))


def learned_of(given: ThemesGiven, tell: Tell = lambda _: None) -> Learned | None:
    """What the examples and sentences of the file teach; None where it has none.

    What comes along is taken where it is of the same sentences, else what is kept beside the file
    (`mine.yaml.voc-learned`). Otherwise it is learned, which takes half a minute for thousands of
    sentences, and kept there. `tell` hears how many per cent are done.
    """
    lessons = lessons_of(given.themes)
    if given.learned is not None or lessons is None:
        return given.learned
    mark = mark_of_lessons(given.themes, encoder_name())
    beside = given.path and given.path.with_name(given.path.name + LEARNED_ENDING)
    for held in (built_in_learned(given.themes.learn), _held_in(beside)):
        found = read_learned(held, mark) if held else None
        if found is not None:
            return found
    embed, vectors = encoder(), list[Numbers]()
    for begin in range(0, len(lessons.sentences), LESSONS):
        vectors.append(embed(lessons.sentences[begin : begin + LESSONS]))
        tell(round(50 * (begin + LESSONS) / (len(lessons.sentences) + LESSONS)))
    ids = given.themes.ids
    taught = learned_from(
        lessons, ids, np.vstack(vectors), lambda share: tell(round(50 + 50 * share))
    )
    data = written(taught, mark)
    if beside is not None and len(lessons.sentences) >= MANY:
        _write_whole(beside, data)
    # Read back, so that it is the same the next time.
    return read_learned(data, mark)


def taught(given: ThemesGiven, tell: Tell = lambda _: None) -> ThemesGiven:
    """The same themes, with what their sentences teach."""
    return msgspec.structs.replace(given, learned=learned_of(given, tell))


def read_all(
    texts: Sequence[str],
    given: ThemesGiven,
    *,
    cache: Path | None = None,
    tell: Tell = lambda _: None,
    processes: int | None = None,
) -> list[NoteRead]:
    """What each text was read as, in order; texts that are alike, or in the cache, only once."""
    mark = mark_of(given)
    keys = [xxh3_64_intdigest(text.encode()) for text in texts]
    known = _read_cache(cache, mark)
    wanted = dict(zip(keys, texts, strict=True))
    missing = [(key, text) for key, text in wanted.items() if key not in known]
    done = len(texts) - len(missing)
    tell(done)
    for begin, reads in _read_chunks([text for _, text in missing], given, processes):
        for (key, _), read in zip(missing[begin : begin + len(reads)], reads, strict=True):
            known[key] = read
        done += len(reads)
        tell(done)
    if cache is not None and missing and len(texts) >= MANY:
        _write_cache(cache, mark, {key: known[key] for key in wanted})
    return [known[key] for key in keys]


def agreement_with(
    read: ReadNotes, given: ThemesGiven, *, is_calibrated: bool = False, tell: Tell = lambda _: None
) -> tuple[Agreement, ThemesGiven, list[str]]:
    """How the reading agrees with the person of the sample; with what; names that no theme has.

    Calibrated, the thresholds are first taken from the sample itself.
    Raises: InputError where the person gave no known theme.
    """
    ids = given.themes.ids
    unknown = sorted({one for themes in read.human for one in themes} - set(ids))
    human = np.array([[one in themes for one in ids] for themes in read.human], np.bool_)
    if not human.any():
        said = f"; it has {', '.join(unknown[:5])}" if unknown else ""
        raise InputError(
            f"no note of {read.source} has a theme of {given.name}{said}",
            hint=f"its themes are {', '.join(ids[:40])}",
        )
    texts = [note.text for note in read.notes]
    if is_calibrated:
        scores = [one.scores for one in reader_of(given).score(texts)]
        held = calibrate(
            ids,
            np.stack(scores),
            human,
            sample=read.source,
            embedder=encoder_name(),
            scoring=VERSION,
        )
        given = msgspec.structs.replace(given, thresholds=held)
    reads = read_all(texts, given, tell=tell)
    found = np.array(
        [[one in {hit.theme for hit in held.hits} for one in ids] for held in reads], np.bool_
    )
    return agree(ids, human, found), given, unknown


def mark_of(given: ThemesGiven) -> str:
    """The same for the same themes, thresholds, encoder and version, and for no others."""
    parts = (given.text, msgspec.json.encode(given.lines).decode(), encoder_name(), str(VERSION))
    return xxh3_128_hexdigest("\n".join(parts).encode())


def cache_beside(path: Path) -> Path:
    """Where the cache of that file stands."""
    return path.with_name(path.name + CACHE_ENDING)


def _read_chunks(
    texts: list[str], given: ThemesGiven, processes: int | None
) -> Iterator[tuple[int, list[NoteRead]]]:
    """What the texts were read as, a chunk at a time and in order."""
    count = processes or (_cores() if len(texts) >= MANY else 1)
    chunks = [texts[begin : begin + CHUNK] for begin in range(0, len(texts), CHUNK)]
    if not chunks:
        return
    learned = learned_of(given)
    if count == 1 or len(chunks) < 2:
        reader = reader_of(given, learned)
        for place, chunk in enumerate(chunks):
            yield place * CHUNK, reader.read(chunk)
        return
    # A process of its own each: the encoder is Python and numpy, and one thread long.
    with ProcessPoolExecutor(
        min(count, len(chunks)), get_context("spawn"), _begin, (given, learned)
    ) as pool:
        for place, reads in enumerate(pool.map(_read_chunk, chunks)):
            yield place * CHUNK, reads


_READER: dict[str, Reader] = {}


def _begin(given: ThemesGiven, learned: Learned | None) -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _READER["held"] = reader_of(given, learned)


def _read_chunk(chunk: Sequence[str]) -> list[NoteRead]:
    return _READER["held"].read(chunk)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Cache(msgspec.Struct):
    mark: str
    reads: dict[int, NoteRead]


def _read_cache(path: Path | None, mark: str) -> dict[int, NoteRead]:
    """What is kept for that mark; nothing where the file is missing, broken or of another."""
    if path is None or not path.is_file():
        return {}
    try:
        held = msgspec.msgpack.decode(path.read_bytes(), type=_Cache)
    except (msgspec.DecodeError, OSError):
        return {}
    return held.reads if held.mark == mark else {}


def _write_cache(path: Path, mark: str, reads: Mapping[int, NoteRead]) -> None:
    _write_whole(path, msgspec.msgpack.encode(_Cache(mark, dict(reads))))


def _write_whole(path: Path, data: bytes) -> None:
    """Written whole or not at all; in a folder that may not be written to nothing is kept."""
    part = path.with_name(path.name + ".part")
    with suppress(OSError):
        part.write_bytes(data)
        part.replace(path)


def _held_in(path: Path | None) -> bytes | None:
    return path.read_bytes() if path is not None and path.is_file() else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise TableError(
            f"{path} cannot be read: {fault.strerror}",
            hint=f"name a theme file, or one that comes along: {', '.join(BUILT_IN)}",
        ) from fault
