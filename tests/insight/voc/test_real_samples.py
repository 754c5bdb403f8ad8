"""Themes on real reviews, requests and labelled questions, against what else is known of them."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from dangol.engine.insight.voc import encoder, given_themes, read_all
from dangol.engine.insight.voc_inputs import read_notes
from dangol.insight.voc.agreement import agree
from dangol.insight.voc.reader import NoteRead, Reader
from dangol.insight.voc.report import Note
from dangol.insight.voc.themes import Examples, Names, Theme, ThemeFile

pytestmark = pytest.mark.data

SHOPS = "shops"


def share(reads: Sequence[NoteRead], theme: str) -> float:
    return float(np.mean([any(hit.theme == theme for hit in read.hits) for read in reads]))


def sample(notes: Sequence[Note], count: int) -> list[Note]:
    return random.Random(7).sample(list(notes), count)


def test_reviews_speak_of_fit_most_and_of_returns_where_the_rating_is_low(data_dir: Path):
    path = data_dir / "voc_womens_clothing_reviews" / "womens_clothing_reviews.csv"
    ratings = read_notes(path, text="Review Text", stage="Rating", account="Department Name")
    assert (ratings.rows, ratings.empty, len(ratings.notes)) == (23_486, 845, 22_641)
    notes = sample(ratings.notes, 1200)
    reads = read_all([note.text for note in notes], given_themes(SHOPS), processes=1)
    by_rating = {
        is_low: [
            read
            for note, read in zip(notes, reads, strict=True)
            if (note.stage in ("1", "2", "3")) is is_low
        ]
        for is_low in (True, False)
    }
    assert share(reads, "size") == max(share(reads, one) for one in given_themes(SHOPS).themes.ids)
    assert share(by_rating[True], "returns") > 2 * share(by_rating[False], "returns")
    assert share(by_rating[True], "picture") > share(by_rating[False], "picture")
    tops = [read for note, read in zip(notes, reads, strict=True) if note.account == "Tops"]
    assert share(tops, "size") > 0.4
    assert share(reads, "refund") < 0.02


def test_requests_to_a_music_service_are_of_the_account_and_the_app(data_dir: Path):
    path = data_dir / "twitter_spotify_support_requests" / "support_requests.csv"
    found = read_notes(path, text="text", at="created_at")
    assert (len(found.notes), found.odd, found.undated) == (15_090, 13, 0)
    years = [note.at.year for note in found.notes if note.at]
    assert years.count(2017) > 0.99 * len(years)
    notes = sample(found.notes, 600)
    reads = read_all([note.text for note in notes], given_themes(SHOPS), processes=1)
    shares = {one: share(reads, one) for one in given_themes(SHOPS).themes.ids}
    assert shares["account"] == max(shares.values())
    assert shares["material"] < 0.02


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_ten_examples_a_category_tell_the_rest_apart(data_dir: Path, seed: int):
    folder = data_dir / "bitext_customer_service_sample"
    known: dict[str, str] = {}
    for part in ("Validation", "Testing"):
        file = folder / f"Bitext_Sample_Customer_Service_{part}_Dataset.csv"
        read = read_notes(file, text="utterance", human="category")
        pairs = zip(read.notes, read.human, strict=True)
        known |= {note.text: one for note, (one,) in pairs}
    ids = sorted(set(known.values()))
    rng = random.Random(seed)
    given = {one: rng.sample([text for text in known if known[text] == one], 10) for one in ids}
    themes = tuple(
        Theme(one, Names(en=one), Examples(en=tuple(texts))) for one, texts in given.items()
    )
    used = {text for texts in given.values() for text in texts}
    rest = [text for text in known if text not in used]
    reads = Reader(ThemeFile(1, themes, exclusive=True), encoder()).read(rest)
    found = np.array([[hit.theme == one for one in ids for hit in read.hits] for read in reads])
    human = np.array([[known[text] == one for one in ids] for text in rest])
    assert agree(ids, human, found, draws=10).macro_f1.value >= 0.90
