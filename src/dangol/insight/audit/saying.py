"""A finding as a sentence, in the language of its document or of the reader."""

import re

from dangol.insight.audit.finding import Finding
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

_KANA, _HANGUL = re.compile(r"[ぁ-んァ-ヶ]"), re.compile(r"[가-힣]")
READ_LETTERS = 20_000
LONGEST = 120


def language_of_text(text: str) -> Language:
    """The language that a document is written in, by its letters."""
    part = text[:READ_LETTERS]
    kana, hangul = len(_KANA.findall(part)), len(_HANGUL.findall(part))
    if max(kana, hangul) < 8:
        return Language.EN
    return Language.JA if kana > hangul else Language.KO


def say_finding(finding: Finding, language: Language) -> str:
    """One sentence that says what does not agree."""
    places = ", ".join(str(line) for line in finding.lines if line != finding.line)
    return render_text(
        f"insight_audit.finding.{finding.kind}" + (f"_{finding.unit}" if finding.unit else ""),
        language,
        subject=_short(finding.subject),
        printed=_short(finding.printed),
        expected=_short(finding.expected),
        allowed=finding.allowed.lstrip("±"),
        places=places,
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
