"""The sentences that come along, and what was learned from them."""

import numpy as np
import pytest
from bench.voc_sentences import is_near, judged_runs

from dangol.engine.insight.voc import encoder_name, given_themes, learned_of, reader_of
from dangol.insight.masking import mask_personal
from dangol.insight.voc.learning import Learned, learn, read_learned, written
from dangol.insight.voc.lessons import lessons_of, mark_of_lessons
from dangol.insight.voc.telling import sums_over
from dangol.insight.voc.themes import (
    WITH_SENTENCES,
    ThemesError,
    built_in_learned,
    built_in_sentences,
    built_in_text,
    read_themes,
)

OWN = """
version: 1
learn: messaging
themes:
  - id: cost
    name: {en: Cost}
    examples: {en: [the price is too high]}
  - id: parking
    name: {en: Parking}
    examples: {en: [there was nowhere to park, 주차할 데가 없어요]}
"""


@pytest.mark.parametrize("name", WITH_SENTENCES)
def test_sentences_name_known_themes_stand_once_in_order_and_hold_nothing_personal(name):
    rows = built_in_sentences(name)
    themes = read_themes(built_in_text(name))
    ids = themes.ids
    own = {text for theme in themes.themes for text in theme.examples.all}
    texts = [text for text, _ in rows]
    lines = [f"{','.join(held)}\t{text}" for text, held in rows]
    assert lines == sorted(lines)
    assert len(set(texts)) == len(texts)
    assert sum(text in own for text in texts) == 0
    assert {one for _, held in rows for one in held} == set(ids)
    assert sum(bool(mask_personal(text).kinds) for text in texts) == 0


def test_no_sentence_shares_a_run_of_words_with_what_judges_and_calibrates():
    runs = judged_runs()
    assert len(runs) > 10_000
    # Only counted, so that a failure shows nothing of them.
    assert sum(is_near(text, runs) for text, _ in built_in_sentences("messaging")) == 0
    assert is_near(next(run for run in runs if len(run) == 12 and "가" <= run[0] <= "힣"), runs)


@pytest.mark.parametrize("name", WITH_SENTENCES)
def test_what_was_learned_is_of_the_sentences_as_they_are(name):
    held = built_in_learned(name)
    mark = mark_of_lessons(read_themes(built_in_text(name)), encoder_name())
    assert held is not None
    assert len(held) < 3_000_000
    # Where this fails: python -m bench.voc learn, then python -m bench.voc calibrate.
    assert read_learned(held, mark) is not None


def test_a_changed_name_or_word_needs_no_learning_and_a_changed_example_does():
    text = built_in_text("messaging")
    mark = mark_of_lessons(read_themes(text), "usem3")
    renamed = text.replace("ko: CS 우선, 마케팅 밀림", "ko: 응대가 먼저", 1)
    other = text.replace("문의 답변만 해도 하루가 다", "문의 답변만 해도 일주일이 다", 1)
    assert renamed != text != other
    assert mark_of_lessons(read_themes(renamed), "usem3") == mark
    assert mark_of_lessons(read_themes(other), "usem3") != mark
    assert mark_of_lessons(read_themes(text), "another") != mark


def test_sentences_of_themes_that_a_file_leaves_out_are_what_the_others_are_not():
    lessons = lessons_of(read_themes(OWN))
    assert lessons is not None
    held = dict(zip(lessons.sentences, lessons.themes, strict=True))
    theirs = dict(built_in_sentences("messaging"))
    assert held["there was nowhere to park"] == ("parking",)
    leaving = next(text for text, ids in theirs.items() if ids == ("leaving",))
    cost = next(text for text, ids in theirs.items() if "cost" in ids)
    assert (held[leaving], held[cost]) == ((), ("cost",))
    without = lessons_of(read_themes(OWN.replace("learn: messaging", "")))
    assert without is not None
    assert leaving not in without.sentences


def test_a_file_that_learns_from_what_has_no_sentences_is_refused():
    with pytest.raises(ThemesError, match="“shops”"):
        read_themes(OWN.replace("messaging", "shops"))


def sides(count: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Sentences of two themes that the vectors tell apart, and of a third that words do."""
    rng = np.random.default_rng(3)
    truth = np.zeros((count, 3), np.bool_)
    truth[np.arange(count), np.arange(count) % 3] = True
    vectors = rng.normal(size=(count, 8)).astype(np.float32)
    vectors[:, 0] += 4.0 * truth[:, 0]
    vectors[:, 1] += 4.0 * truth[:, 1]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"zebra {at}" if truth[at, 2] else f"plain {at}" for at in range(count)]
    return texts, vectors, truth


def scores_of(learned: Learned, texts: list[str], vectors: np.ndarray) -> np.ndarray:
    dense = vectors @ learned.dense[:-1] + learned.dense[-1]
    return dense + sums_over(texts, learned.known, learned.telling)


def test_vectors_and_words_are_learned_and_a_line_parts_what_was_left_out():
    texts, vectors, truth = sides(400)
    heard: list[float] = []
    learned = learn(texts[:300], vectors[:300], truth[:300], heard.append)
    found = scores_of(learned, texts[300:], vectors[300:]) >= learned.line
    assert (found == truth[300:]).mean() > 0.97
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_learning_is_the_same_every_time_and_kept_nearly_as_it_is():
    texts, vectors, truth = sides(60)
    learned = learn(texts, vectors, truth)
    again = learn(texts, vectors, truth)
    assert np.array_equal(learned.dense, again.dense)
    assert np.array_equal(learned.telling, again.telling)
    data = written(learned, "mark")
    held = read_learned(data, "mark")
    assert held is not None
    assert np.array_equal(held.known, learned.known)
    before, after = (scores_of(one, texts, vectors) for one in (learned, held))
    assert np.abs(before - after).max() < 0.02
    assert read_learned(data, "another mark") is None
    assert read_learned(data[:-9], "mark") is None
    assert read_learned(b"", "mark") is None


def test_a_file_of_ones_own_is_learned_once_and_kept_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "mine.yaml"
    text = built_in_text("messaging")
    path.write_text(text, "utf-8")
    given = given_themes(str(path))
    heard: list[int] = []
    assert learned_of(given, heard.append) is not None
    # Of the same sentences as the built-in file: nothing to learn.
    assert (heard, list(tmp_path.iterdir())) == ([], [path])

    monkeypatch.setattr("dangol.engine.insight.voc.MANY", 10)
    path.write_text(OWN.replace("learn: messaging", ""), "utf-8")
    given = given_themes(str(path))
    learned = learned_of(given, heard.append)
    assert learned is not None
    assert heard[-1] == 100
    kept = tmp_path / "mine.yaml.voc-learned"
    assert kept.is_file()
    heard.clear()
    again = learned_of(given, heard.append)
    assert heard == []
    assert again is not None
    assert np.array_equal(again.dense, learned.dense)
    path.write_text(path.read_text("utf-8").replace("nowhere to park", "no place to park"))
    changed = given_themes(str(path))
    assert learned_of(changed, heard.append) is not None
    assert heard[-1] == 100
    (hit,) = reader_of(changed).read(["there was no place to park"])[0].hits
    assert hit.theme == "parking"
