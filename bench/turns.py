"""What whole turns do with questions whose answers are known: `python -m bench.turns [SET ...]`.

Each question of `bench/questions` opens a conversation with the sample shop: no page, an empty
cart, working hours, an offer policy that is never asked. A question in scope is cited where the
reply links an accepted article; served where a skill answers it without any article (an order's
state, a size, a person for a broken parcel); else another article, or not known. Out of scope,
what counts is whether any article is given, and by which skill: that of offers says that there is
none to give, and then what is public. `--each` prints every question.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dangol.sim.answers import service_hours, shop_links, spoken_articles, spoken_shop
from dangol.speak.facts import SourceKind
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import build_index
from dangol.speak.knowledge.questions import Question, parse_questions
from dangol.speak.recommend import learn_likeness
from dangol.speak.reply import Reply, Skill, Turn
from dangol.speak.turn import take_turn
from dangol.speak.world import World
from dangol.terms.instants import parse_instant
from dangol.terms.languages import Language

QUESTIONS = Path(__file__).parent / "questions"
SETS = ("development", "shop", "judge")
OPEN = parse_instant("2026-11-23T02:00:00Z")
"""A Monday, 11:00 in Seoul."""


def sample_world() -> World:
    encoder = SentenceEncoder()
    shops = {language: spoken_shop(language) for language in Language}
    return World(
        shops=shops,
        index=build_index(spoken_articles(), encoder),
        hours=service_hours(),
        likeness=learn_likeness(shops[Language.KO].products, encoder),
        links=shop_links(),
    )


def cited(reply: Reply) -> set[str]:
    """The ids of the articles that the reply stands on."""
    return {
        fact.key.removeprefix("article:")
        for fact in reply.facts
        if fact.source.kind is SourceKind.ARTICLE
    }


def outcome(question: Question, reply: Reply) -> str:
    articles = cited(reply)
    if articles:
        if not question.accept:
            return "article"
        return "cited" if articles & question.accept else "other_article"
    if reply.skill is Skill.UNKNOWN:
        return "unknown"
    if reply.skill is Skill.SMALL_TALK:
        return "small_talk"
    return "served"


def report(asked: Sequence[tuple[Question, Reply]]) -> dict[str, object]:
    inside = [pair for pair in asked if pair[0].accept]
    outside = [pair for pair in asked if not pair[0].accept]
    counted = {
        "in_scope": Counter(outcome(*pair) for pair in inside),
        "out_of_scope": Counter(outcome(*pair) for pair in outside),
    }
    inside_n, outside_n = max(len(inside), 1), max(len(outside), 1)
    found = counted["in_scope"]
    return {
        "n": len(asked),
        "cited_or_served": round((found["cited"] + found["served"]) / inside_n, 4),
        "no_article_out_of_scope": round(1 - counted["out_of_scope"]["article"] / outside_n, 4),
        **{name: dict(sorted(counts.items())) for name, counts in counted.items()},
        "articles_out_of_scope_by_skill": dict(
            Counter(pair[1].skill.value for pair in outside if cited(pair[1])).most_common()
        ),
    }


def ask(world: World, question: Question) -> Reply:
    return take_turn(Turn(question.text, OPEN, language=question.language), world)


def main() -> None:
    names = [one for one in sys.argv[1:] if (QUESTIONS / f"{one}.csv").exists()] or SETS
    world = sample_world()
    for name in names:
        file = QUESTIONS / f"{name}.csv"
        questions = parse_questions(file.read_bytes(), file.name).questions
        asked = [(one, ask(world, one)) for one in questions]
        by_language = {
            language.value: report([pair for pair in asked if pair[0].language is language])
            for language in Language
        }
        line = {"bench": "turns", "set": name, **report(asked), "by_language": by_language}
        print(json.dumps(line, ensure_ascii=False), flush=True)
        if "--each" in sys.argv:
            for question, reply in asked:
                said = [*reply.skills, *sorted(cited(reply))]
                wanted = "|".join(sorted(question.accept)) or "NONE"
                print(outcome(question, reply), wanted, question.text, "→", *said, sep="\t")


if __name__ == "__main__":
    main()
