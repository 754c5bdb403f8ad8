"""The guard against an adversary and on honest replies, in three languages, with seeds.

Planted falsehoods are looked for by a checker that shares nothing with the guard. Time is this
thread's own, for a turn whose facts are new (each is read once) and for one that knows them.
"""

import json
import os
import time
from collections import Counter
from statistics import quantiles

from tests.speak.adversary import attacks
from tests.speak.benign import PLAIN, TODAY, benign_cases
from tests.speak.checker import leaks

from dangol.speak.claims import parse_plain_claims
from dangol.speak.facts import SourceKind
from dangol.speak.guard import guard

DIALOGUES = int(os.environ.get("DANGOL_BENCH_DIALOGUES", "10000"))
REPLIES = int(os.environ.get("DANGOL_BENCH_REPLIES", "2000"))
SEED = 77_000


def _p95_ms(times: list[float]) -> float:
    return round(quantiles(times, n=20)[-1] * 1e3, 3)


def main() -> None:
    planted, leaked = 0, Counter[str]()
    verdicts = Counter[str]()
    for attack in attacks(SEED, DIALOGUES):
        guarded = guard(
            attack.draft,
            attack.facts,
            attack.language,
            offers_allowed=attack.offers_allowed,
            today=TODAY,
        )
        planted += len(attack.kinds)
        verdicts[guarded.verdict.value] += 1
        texts = [fact.text for fact in attack.facts if fact.source.kind is not SourceKind.PRODUCT]
        known = (*texts, *PLAIN[attack.language])
        if leaks(guarded.text, attack.planted, known):
            leaked[attack.language.value] += 1
    print(
        json.dumps(
            {
                "bench": "guard_adversary",
                "n": DIALOGUES,
                "planted": planted,
                "dialogues_with_a_leak": leaked.total(),
                "by_language": dict(leaked),
                "verdicts": dict(verdicts),
            }
        )
    )
    touched, first, second = Counter[str](), list[float](), list[float]()
    for case in benign_cases(SEED, REPLIES):
        for times in (first, second):
            parse_plain_claims.cache_clear()  # the words of a draft are new each time
            start = time.thread_time()
            guarded = guard(
                case.draft,
                case.facts,
                case.language,
                offers_allowed=case.offers_allowed,
                today=TODAY,
            )
            times.append(time.thread_time() - start)
        touched[case.language.value] += bool(guarded.blocked)
    print(
        json.dumps(
            {
                "bench": "guard_benign",
                "n": REPLIES,
                "false_blocks": touched.total(),
                "ratio": round(touched.total() / REPLIES, 4),
                "by_language": dict(touched),
                "p95_ms_new_facts": _p95_ms(first),
                "p95_ms_known_facts": _p95_ms(second),
            }
        )
    )


if __name__ == "__main__":
    main()
