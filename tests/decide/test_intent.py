"""A learned model is plain arrays: it scores as its learner did, and no file can harm us."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.decide.intent import (
    FEATURES,
    LEAF,
    IntentModel,
    ModelFileError,
    align_model,
    build_model,
    dump_model,
    load_model,
    prior_intent,
)
from dangol.decide.learn import fit_intent
from dangol.decide.learn_table import prepare_table
from dangol.decide.learn_trees import LearnSettings, learn_trees
from dangol.listen.signals import SignalName
from dangol.terms.errors import InputError
from dangol.terms.instants import Instant

SOON = Instant(1_790_000_000_000_000)
QUICK = LearnSettings(rounds=60)


def shop_table(rows: int = 1_500) -> dict[str, np.ndarray]:
    """Sessions with gaps in some columns, none in others, and a purchase that depends on them."""
    rng = np.random.default_rng(7)
    views = rng.poisson(4, rows)
    waited = rng.exponential(200, rows)
    channel = rng.choice(np.array(["검색", "広告", "mail"], dtype=object), rows)
    odds = 0.4 * views - waited / 200 - 1.5 + (channel == "검색")
    bought = rng.random(rows) < 1 / (1 + np.exp(-odds))
    gaps = rng.random(rows) < 0.3
    return {
        "view_count": views,
        "seconds_since_last_cart": np.where(gaps, np.nan, waited),
        "channel": np.where(rng.random(rows) < 0.05, None, channel),
        "hour_of_day": rng.integers(0, 24, rows),
        "is_returning": rng.random(rows) < 0.4,
        "bought": bought,
    }


@pytest.fixture(scope="module")
def table():
    return shop_table()


@pytest.fixture(scope="module")
def model(table) -> IntentModel:
    return fit_intent(table, "bought", learned_at=SOON, settings=QUICK)


@pytest.fixture(scope="module")
def trees(table):
    return learn_trees(prepare_table(table, "bought"), QUICK, 0)


cell = st.one_of(
    st.just(math.nan),
    st.just(math.inf),
    st.just(-math.inf),
    st.just(0.0),
    st.just(-0.0),
    st.floats(-5, 2_000),
    st.integers(-1, 30).map(float),
)


@given(row=st.lists(cell, min_size=5, max_size=5))
@settings(max_examples=300)
def test_every_vector_scores_as_lightgbm_scores_it(model, trees, row):
    vector = np.array(row)
    theirs = float(trees.margins(vector[None, :])[0])
    assert model.margin(vector) == pytest.approx(theirs, abs=1e-9)
    assert model.score(row) == pytest.approx(
        float(trees.probabilities(vector[None, :])[0]), abs=1e-9
    )


def test_the_rows_it_learned_from_score_as_lightgbm_scores_them(table, model, trees):
    matrix = prepare_table(table, "bought").matrix
    ours = np.array([model.score(row) for row in matrix])
    assert np.isnan(matrix).any()
    assert np.abs(ours - trees.probabilities(matrix)).max() < 1e-9
    assert ours.std() > 0.05


def test_learning_twice_gives_the_same_bytes(table, model):
    again = fit_intent(table, "bought", learned_at=SOON, settings=QUICK)
    assert dump_model(again) == dump_model(model)


def test_a_model_survives_its_file_to_the_last_bit(table, model):
    loaded = load_model(dump_model(model))
    assert dump_model(loaded) == dump_model(model)
    assert (loaded.learned_at, loaded.rows) == (SOON, 1_500)
    for row in prepare_table(table, "bought").matrix[:50]:
        assert loaded.score(row) == model.score(row)


def test_a_model_file_can_be_read_by_a_person(model):
    content = json.loads(dump_model(model))
    assert content["learned_at"] == "2026-09-21T14:13:20.000000Z"
    assert content["names"][0] == "view_count"
    assert content["categories"]["channel"] == ["mail", "広告", "검색"]


def test_named_values_become_a_vector_and_what_was_never_seen_is_unknown(model):
    known = model.vector({"view_count": 3, "channel": "검색", "is_returning": True})
    assert known[0] == 3 and known[2] == 2 and known[4] == 1
    assert np.isnan(known[[1, 3]]).all()
    strange = model.vector({"channel": "팩스", "view_count": "3", "hour_of_day": None})
    assert np.isnan(strange).all()
    assert 0 < model.score(strange) < 1


def test_an_aligned_model_reads_live_vectors():
    table = shop_table()
    live = {name: table[name] for name in ("hour_of_day", "view_count", "bought")}
    model = fit_intent(live, "bought", learned_at=SOON, settings=QUICK)
    aligned = align_model(model, FEATURES)
    vector = np.full(len(FEATURES), np.nan)
    vector[FEATURES.index("view_count")] = 6
    vector[FEATURES.index("hour_of_day")] = 14
    assert aligned.score(vector) == model.score([14, 6])
    assert load_model(dump_model(aligned)).score(vector) == model.score([14, 6])


def test_a_model_of_features_that_nothing_can_tell_is_refused(model):
    with pytest.raises(InputError, match="channel"):
        align_model(model, FEATURES)


def test_a_vector_of_another_length_is_refused(model):
    with pytest.raises(InputError, match="5 features"):
        model.score([1.0, 2.0])


def test_too_few_rows_for_any_tree_score_the_base_rate():
    table = {"view_count": np.arange(40), "y": np.arange(40) % 4 == 0}
    model = fit_intent(table, "y", learned_at=SOON)
    assert load_model(dump_model(model)).score([3.0]) == pytest.approx(0.25, abs=0.02)


def changed(model: IntentModel, **fields: object) -> bytes:
    content = json.loads(dump_model(model))
    for name, value in fields.items():
        content[name] = value(content[name]) if callable(value) else value
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"version": 2}, "version 2"),
        ({"format": "pickle"}, "pickle"),
        ({"roots": []}, "no tree"),
        ({"roots": [10**6]}, "outside"),
        ({"roots": [-1]}, "outside"),
        ({"left": lambda each: [10**6, *each[1:]]}, "outside"),
        ({"left": lambda each: [0, *each[1:]]}, "backwards"),
        ({"right": lambda each: [-3, *each[1:]]}, "backwards"),
        ({"right": lambda each: [2**40, *each[1:]]}, "int"),
        ({"feature": lambda each: [99, *each[1:]]}, "unknown feature"),
        ({"feature": lambda each: each[1:]}, "length"),
        ({"left": lambda each: [*each[:-1], 0]}, "leaf points away"),
        ({"value": lambda each: [1e300, *each[1:]]}, "no number"),
        ({"slope": 1e300}, "no number"),
        ({"names": ["a"] * 5}, "same name"),
        ({"names": []}, "names"),
        ({"categories": {"elsewhere": ["a"]}}, "does not read"),
        ({"base_rate": 7}, "impossible"),
        ({"learned_at": "yesterday"}, "yesterday"),
        ({"threshold": "x"}, "threshold"),
        ({"more": 1}, "more"),
    ],
)
def test_a_changed_file_is_refused_with_its_reason(model, fields, reason):
    with pytest.raises(ModelFileError, match=reason) as found:
        load_model(changed(model, **fields))
    assert found.value.code == "intent.model_unreadable"
    assert found.value.hint


def test_a_chain_of_nodes_deeper_than_any_tree_is_refused():
    size = 500
    inner = [min(place + 1, size - 1) for place in range(size)]
    with pytest.raises(ModelFileError, match="deeper"):
        build_model(
            names=("a",),
            categories={},
            nodes={
                "feature": [0] * (size - 1) + [LEAF],
                "threshold": [0.0] * size,
                "left": inner,
                "right": inner,
                "nan_left": [False] * size,
                "value": [0.0] * size,
            },
            roots=[0],
            calibration=(1.0, 0.0),
            learned_at=SOON,
            rows=1,
            base_rate=0.5,
        )


@given(content=st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_are_a_model_or_an_input_error(content):
    with pytest.raises(InputError):
        load_model(content)


@given(data=st.data())
@settings(max_examples=150)
def test_a_file_with_bytes_changed_is_refused_or_still_scores(model, data):
    content = bytearray(dump_model(model))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(
            st.sampled_from(b'09-,]"e')
        )
    try:
        loaded = load_model(bytes(content))
    except InputError:
        return
    assert 0.0 <= loaded.score([math.nan] * len(loaded.names)) <= 1.0


def test_json_nested_a_thousand_deep_is_refused():
    with pytest.raises(ModelFileError):
        load_model(b'{"categories":' + b"[" * 5_000)


def test_every_signal_has_a_prior_that_is_a_probability():
    for signal in SignalName:
        assert 0.0 < prior_intent(signal) < 1.0


def test_a_cart_speaks_louder_than_the_signal():
    def vector(**known: float) -> tuple[float, ...]:
        return tuple(known.get(name, math.nan) for name in FEATURES)

    viewing = prior_intent(SignalName.COMPARING, vector(addtocart_count=0))
    assert viewing == prior_intent(SignalName.COMPARING, vector()) == 0.0083
    first = vector(addtocart_count=1, events_after_cart=0)
    assert prior_intent(SignalName.COMPARING, first) == 0.269
    assert prior_intent(SignalName.CART_IDLE, vector(addtocart_count=2)) == 0.269
    assert prior_intent(SignalName.CART_IDLE, vector(addtocart_count=2, events_after_cart=4)) == (
        0.211
    )
    late = vector(addtocart_count=1, events_after_cart=math.inf)
    assert prior_intent(SignalName.CART_IDLE, late) == 0.231
    assert prior_intent(SignalName.BACK_WITH_CART, first) == 0.456


def test_scoring_needs_no_learning_library(model, tmp_path):
    (tmp_path / "model.json").write_bytes(dump_model(model))
    code = (
        "import sys; from dangol.decide.intent import load_model\n"
        "score = load_model(open(sys.argv[1], 'rb').read()).score([1, 2, 0, 4, 1])\n"
        "heavy = {'lightgbm', 'sklearn', 'scipy', 'pandas', 'duckdb'} & set(sys.modules)\n"
        "print(repr(score), sorted(heavy))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model.json")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == [repr(model.score([1, 2, 0, 4, 1])), "[]"]


@pytest.mark.data
def test_the_stated_priors_are_what_the_data_show(data_dir):
    import duckdb

    carts = data_dir / "retailrocket_cart_sessions" / "prefix_dataset.parquet"
    funnel = data_dir / "retailrocket_abandon_times" / "v1_funnel_global.csv"
    rates = duckdb.execute(
        "SELECT cutoff_k, avg(y) FROM read_parquet(?) GROUP BY 1", [str(carts)]
    ).fetchall()
    nan = math.nan
    for after, rate in rates:
        vector = [nan, 1.0, *[nan] * 7, float(after), *[nan] * 7]
        assert prior_intent(SignalName.CART_IDLE, vector) == pytest.approx(rate, abs=5e-4)
    seen = dict(
        duckdb.execute("SELECT etapa, visitantes FROM read_csv(?)", [str(funnel)]).fetchall()
    )
    assert prior_intent(SignalName.COMPARING) == pytest.approx(
        seen["Transaction"] / seen["View"], abs=5e-5
    )
    assert prior_intent(SignalName.CHECKOUT_STALLED) == pytest.approx(
        seen["Transaction"] / seen["AddToCart"], abs=5e-5
    )
    ((returned,),) = duckdb.execute(
        "SELECT avg(y) FROM (SELECT y, row_number() OVER (PARTITION BY visitorid ORDER BY"
        " CAST(split_part(session_key, '_', 2) AS INTEGER)) AS nth FROM read_parquet(?)"
        " WHERE cutoff_k = 0) WHERE nth > 1",
        [str(carts)],
    ).fetchall()
    assert prior_intent(SignalName.BACK_WITH_CART) == pytest.approx(returned, abs=5e-4)
