"""How well and how fast knowledge and intents answer, each figure beside its floor or its rival.

Search: 200 articles, beside the embedder alone; on a busy machine the processor's time says more.
Questions: every file of `bench/questions` but the development one, beside the embedder alone;
`judge` was written before anything was measured on it. Intents: ten examples an intent, chosen by
five fixed seeds, the mean of five; node-nlp on the same examples and the same test texts, where
npm can install it.
"""

import csv
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dangol.cli.speak import read_knowledge
from dangol.speak.evaluate import evaluate, report_of
from dangol.speak.intents import Example, learn_intents
from dangol.speak.knowledge.article import Article, ArticleKind
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import build_index
from dangol.speak.knowledge.questions import Question, parse_questions

ROOT = Path(__file__).parent.parent
SHOP = ROOT / "src/dangol/sim/site/knowledge/faq.csv"
QUESTIONS = ROOT / "bench/questions"
ARTICLES = 200
SEARCHES = 400
SEEDS = (1, 2, 3, 4, 5)
PER_INTENT = 10

NODE = """
const { NlpManager } = require('node-nlp');
const fs = require('fs');
(async () => {
  const { train, test } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const manager = new NlpManager({ languages: ['en'], forceNER: false, nlu: { log: false } });
  for (const [text, intent] of train) manager.addDocument('en', text, intent);
  await manager.train();
  let right = 0;
  for (const [text, intent] of test) {
    if ((await manager.process('en', text)).intent === intent) right += 1;
  }
  console.log('RIGHT ' + right);
})();
"""


def data_folder() -> Path:
    folder = Path(os.environ.get("DANGOL_DATA") or "../shared/data")
    return folder if folder.is_absolute() else ROOT / folder


def say(**line: object) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def search_speed(embedder: SentenceEncoder) -> None:
    shop = read_knowledge(SHOP).articles
    filler = [
        Article(f"x{at}", one.language, f"{one.title} {at}", one.text, "x", ArticleKind.PAGE)
        for at, one in enumerate((shop * 2)[: ARTICLES - len(shop)])
    ]
    index = build_index([*shop, *filler], embedder)
    asked = parse_questions((QUESTIONS / "development.csv").read_bytes(), "q").questions
    took, cpu, alone = [], [], []
    # Each question once: an index remembers what it was asked last.
    for one in asked[:SEARCHES]:
        began, spent = time.perf_counter(), time.process_time()
        index.search(one.text, one.language)
        took.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
        began = time.process_time()
        embedder.embed([one.text])
        alone.append(time.process_time() - began)
    p50, p95 = np.percentile(took, [50, 95]) * 1000
    cpu_p50, cpu_p95 = np.percentile(cpu, [50, 95]) * 1000
    say(
        bench="knowledge_search",
        articles=len(index.articles),
        p50_ms=round(float(p50), 2),
        p95_ms=round(float(p95), 2),
        cpu_p50_ms=round(float(cpu_p50), 2),
        cpu_p95_ms=round(float(cpu_p95), 2),
        floor_cpu_ms=round(float(np.median(alone)) * 1000, 2),
        n=SEARCHES,
    )


def titles_alone(
    embedder: SentenceEncoder, articles: Sequence[Article], questions: Sequence[Question]
) -> float:
    """The share in scope whose nearest title, by cosine alone, is right."""
    inside = [one for one in questions if one.accept]
    right = 0
    for language in {one.language for one in inside}:
        own = [article for article in articles if article.language == language]
        titles = embedder.embed([article.title for article in own])
        asked = [one for one in inside if one.language == language]
        nearest = (embedder.embed([one.text for one in asked]) @ titles.T).argmax(axis=1)
        pairs = zip(asked, nearest.tolist(), strict=True)
        right += sum(own[place].article_id in one.accept for one, place in pairs)
    return right / len(inside)


def questions(embedder: SentenceEncoder) -> None:
    sets = {"judge": SHOP, "shop": SHOP, "ko_shop_faq_kb": data_folder() / "ko_shop_faq_kb"}
    for name, knowledge in sets.items():
        file = QUESTIONS / f"{name}.csv"
        if not file.exists() or not knowledge.exists():
            say(bench="knowledge_questions", set=name, left_out="its files are not here")
            continue
        articles = read_knowledge(knowledge).articles
        asked = parse_questions(file.read_bytes(), file.name).questions
        found = evaluate(build_index(articles, embedder), asked)
        floor = titles_alone(embedder, articles, asked)
        report = report_of(found)
        say(bench="knowledge_questions", set=name, **report, top1_embedder_alone=round(floor, 4))


def read_rows(path: Path, text: str, intent: str) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row[text], row[intent]) for row in csv.DictReader(file)]


def few(rows: Sequence[tuple[str, str]], seed: int) -> list[tuple[str, str]]:
    """Ten examples an intent, chosen by the seed."""
    texts: dict[str, set[str]] = {}
    for text, intent in rows:
        texts.setdefault(intent, set()).add(text)
    chance = random.Random(seed)
    return [
        (text, intent)
        for intent in sorted(texts)
        for text in chance.sample(sorted(texts[intent]), PER_INTENT)
    ]


def intents(embedder: SentenceEncoder, node: Path | None) -> None:
    folder = data_folder()
    bitext = folder / "bitext_customer_service_sample"
    start = "Bitext_Sample_Customer_Service"
    sets = {
        "banking77": (
            (folder / "banking77/train.csv", "text", "category"),
            (folder / "banking77/test.csv", "text", "category"),
        ),
        "bitext": (
            (bitext / f"{start}_Training_Dataset.csv", "utterance", "intent"),
            (bitext / f"{start}_Testing_Dataset.csv", "utterance", "intent"),
        ),
    }
    for name, (train_file, test_file) in sets.items():
        if not train_file[0].exists():
            say(bench="intents", set=name, left_out="no real samples at DANGOL_DATA")
            continue
        train, test = read_rows(*train_file), read_rows(*test_file)
        texts = [text for text, _ in test]
        ours: list[float] = []
        theirs: list[float] = []
        learned_s: list[float] = []
        for seed in SEEDS:
            chosen = few(train, seed)
            began = time.perf_counter()
            known = learn_intents([Example(*pair) for pair in chosen], embedder)
            learned_s.append(time.perf_counter() - began)
            guessed = known.chances(texts).argmax(axis=1).tolist()
            pairs = zip(guessed, test, strict=True)
            ours.append(sum(known.intents[g] == want for g, (_, want) in pairs) / len(test))
            if node is not None:
                theirs.append(node_accuracy(node, chosen, test))
        say(
            bench="intents",
            set=name,
            examples_per_intent=PER_INTENT,
            seeds=len(SEEDS),
            n=len(test),
            accuracy=round(float(np.mean(ours)), 4),
            by_seed=[round(one, 4) for one in ours],
            learned_s=round(float(np.median(learned_s)), 2),
            node_nlp=round(float(np.mean(theirs)), 4) if theirs else "npm cannot install it here",
        )


def install_node_nlp(folder: Path) -> Path | None:
    """The folder with node-nlp in it, or nothing where npm cannot bring it."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    (folder / "package.json").write_text('{"private": true}')
    (folder / "run.js").write_text(NODE)
    command = [npm, "install", "node-nlp", "--no-audit", "--no-fund", "--no-package-lock"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    except (subprocess.SubprocessError, OSError):
        return None
    return folder


def node_accuracy(folder: Path, train: list[tuple[str, str]], test: list[tuple[str, str]]) -> float:
    task = folder / "task.json"
    task.write_text(json.dumps({"train": train, "test": test}))
    result = subprocess.run(
        ["node", "run.js", str(task)], cwd=folder, check=True, capture_output=True, text=True
    )
    return int(result.stdout.rpartition("RIGHT ")[2]) / len(test)


def main() -> None:
    embedder = SentenceEncoder()
    search_speed(embedder)
    questions(embedder)
    with tempfile.TemporaryDirectory() as folder:
        intents(embedder, install_node_nlp(Path(folder)))


if __name__ == "__main__":
    main()
