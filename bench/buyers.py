"""How well a buyer's words are understood: `python -m bench.buyers [--misses]`.

Each question of `bench/questions/buyers.csv` opens a conversation with the sample company: which
article the reply stands on. A question in scope is right where that article is accepted; one about
a discount also where the reply says that there is none. The floor is the nearest title by the
embedder alone; `half` is the search alone, whole and with half of its vocabulary, which stands for
words that nobody has thought of. Each sentence of `bench/sales/wishes.toml` opens one as well:
whether whoever wants to meet is offered it, and nobody else.

`questions/buyers_near.csv` and `sales/wishes_near.toml` hold what only sounds like these: a word of
an article in a question about something else, a product's meetings and calls. Their `dev` half is
for tuning, their `judge` half is not, and what went wrong in it is not printed.
"""

import csv
import json
import sys
import tomllib
from functools import cache
from pathlib import Path

from bench.turns import cited
from dangol.sim.b2b.articles import company_articles
from dangol.sim.b2b.company import plan_catalogue
from dangol.sim.b2b.setup import company_setup_texts
from dangol.speak.catalogue import build_shop
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import Index, build_index
from dangol.speak.knowledge.lexicon import Lexicon
from dangol.speak.knowledge.questions import Question, parse_questions
from dangol.speak.reply import Reply, Skill, Turn
from dangol.speak.sales.answering import answering_article, trade_lexicon
from dangol.speak.sales.fit_file import parse_fit
from dangol.speak.sales.motion import Sales
from dangol.speak.sales.slots_file import default_slots
from dangol.speak.turn import take_turn
from dangol.speak.world import World
from dangol.terms.instants import parse_instant
from dangol.terms.languages import Language

HERE = Path(__file__).parent
QUESTIONS, WISHES = HERE / "questions/buyers.csv", HERE / "sales/wishes.toml"
NEAR, NEAR_WISHES = HERE / "questions/buyers_near.csv", HERE / "sales/wishes_near.toml"
SITE = "https://ongyeol.example"
OPEN = parse_instant("2026-11-23T02:00:00Z")
"""A Monday, 11:00 in Seoul."""


@cache
def company_index() -> Index:
    articles = [one for language in Language for one in company_articles(language, SITE)]
    return build_index(articles, SentenceEncoder())


@cache
def company_world(language: Language) -> World:
    fit = parse_fit(company_setup_texts(language, SITE)["fit"], "fit.toml")
    return World(
        shops={language: build_shop(plan_catalogue(language, SITE), language, name="온결")},
        index=company_index(),
        sales=Sales(default_slots(), fit, has_hosts=True),
    )


def ask(text: str, language: Language) -> Reply:
    return take_turn(Turn(text, OPEN, language=language), company_world(language))


def outcome(question: Question, reply: Reply) -> str:
    articles = cited(reply)
    if articles:
        return "right" if articles & question.accept else "wrong"
    is_served = question.accept == {"discount"} and reply.skill is Skill.PLAN_PRICE
    return "right" if is_served else "none"


def is_nearest(question: Question) -> bool:
    """Whether the nearest title by the embedder alone is right."""
    titles = [one for one in company_index().articles if one.language is question.language]
    vectors = SentenceEncoder().embed([question.text, *(one.title for one in titles)])
    return titles[int((vectors[1:] @ vectors[0]).argmax())].article_id in question.accept


@cache
def vocabularies() -> tuple[Lexicon, Lexicon]:
    return trade_lexicon(), trade_lexicon().thinned(0.5)


def is_found(question: Question, lexicon: Lexicon) -> bool:
    """Whether the search alone finds an accepted article."""
    sales = company_world(question.language).sales
    assert sales is not None
    found = answering_article(
        company_index(), question.text, question.language, sales.slots.tools, lexicon
    )
    return found is not None and found.article_id in question.accept


def main() -> None:
    asked = parse_questions(QUESTIONS.read_bytes(), QUESTIONS.name).questions
    misses: list[tuple[str, ...]] = []
    for language in Language:
        found: dict[bool, list[str]] = {True: [], False: []}
        near = 0
        own = [one for one in asked if one.language is language]
        alone = [sum(is_found(one, half) for one in own) for half in vocabularies()]
        for one in own:
            reply = ask(one.text, language)
            how = outcome(one, reply)
            found[bool(one.accept)].append(how)
            near += bool(one.accept) and is_nearest(one)
            if (how == "right") != bool(one.accept) or how == "wrong":
                wanted = "|".join(sorted(one.accept)) or "NONE"
                misses.append((how, wanted, one.text, reply.skill.value, *sorted(cited(reply))))
        inside, outside = found[True], found[False]
        say(
            bench="buyer_questions",
            language=language.value,
            in_scope=len(inside),
            answered_rightly=round(inside.count("right") / len(inside), 4),
            answered_wrongly=round(inside.count("wrong") / len(inside), 4),
            search_alone=round(alone[0] / len(inside), 4),
            half=round(alone[1] / len(inside), 4),
            out_of_scope=len(outside),
            no_article=round(outside.count("none") / len(outside), 4),
            floor=round(near / len(inside), 4),
            floor_is="the nearest title by the embedder alone",
        )
    for tag, kinds in tomllib.loads(WISHES.read_text("utf-8")).items():
        misses += judge_wishes("buyer_wishes", tag, kinds)
    misses += judge_near()
    for tag, halves in tomllib.loads(NEAR_WISHES.read_text("utf-8")).items():
        for half, kinds in halves.items():
            wrong = judge_wishes("buyer_wishes_near", tag, kinds, half=half)
            misses += wrong if half == "dev" else []
    if "--misses" in sys.argv:
        for miss in misses:
            print(*miss, sep="\t")


def judge_wishes(
    bench: str, tag: str, kinds: dict[str, list[str]], **more: str
) -> list[tuple[str, ...]]:
    """Say who is offered a meeting; what went wrong."""
    replies = {kind: [(one, ask(one, Language(tag))) for one in own] for kind, own in kinds.items()}
    met = {kind: [reply.skill is Skill.MEET for _, reply in own] for kind, own in replies.items()}
    say(
        bench=bench,
        language=tag,
        **more,
        wants_to_meet=len(met["meet"]),
        offered=round(sum(met["meet"]) / len(met["meet"]), 4),
        others=len(met["other"]),
        left_alone=round(1 - sum(met["other"]) / len(met["other"]), 4),
    )
    return [
        (" ".join(("wish", *more.values())), kind, text, reply.skill.value)
        for kind, own in replies.items()
        for text, reply in own
        if (reply.skill is Skill.MEET) != (kind == "meet")
    ]


def judge_near() -> list[tuple[str, ...]]:
    """Say what questions get that only use an article's words; what went wrong in `dev`."""
    rows = list(csv.DictReader(NEAR.open(encoding="utf-8", newline="")))
    misses: list[tuple[str, ...]] = []
    for half in ("dev", "judge"):
        for language in Language:
            found: dict[bool, list[str]] = {True: [], False: []}
            for row in rows:
                if (row["half"], row["lang"]) != (half, language.value):
                    continue
                accept = frozenset(row["accept"].split("|")) - {"NONE"}
                reply = ask(row["question"], language)
                how = outcome(Question(language, row["question"], accept), reply)
                found[bool(accept)].append(how)
                if half == "dev" and how != ("right" if accept else "none"):
                    given = sorted(cited(reply))
                    misses.append((f"near {half}", how, row["accept"], row["question"], *given))
            inside, outside = found[True], found[False]
            say(
                bench="buyer_near",
                language=language.value,
                half=half,
                out_of_scope=len(outside),
                no_article=round(outside.count("none") / len(outside), 4),
                in_scope=len(inside),
                answered_rightly=round(inside.count("right") / len(inside), 4),
                answered_wrongly=round(inside.count("wrong") / len(inside), 4),
            )
    return misses


def say(**line: object) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
