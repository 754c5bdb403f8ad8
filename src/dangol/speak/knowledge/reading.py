"""What a file is, by its name, and what knowledge it holds."""

import re
from pathlib import PurePosixPath

from dangol.speak.knowledge.article import Reading, Refusal
from dangol.speak.knowledge.markdown import parse_markdown
from dangol.speak.knowledge.page import parse_page
from dangol.speak.knowledge.table import parse_table
from dangol.terms.languages import Language

SUFFIXES = (".csv", ".tsv", ".md", ".markdown", ".html", ".htm")
"""Of files that hold knowledge."""

_LANGUAGE_PART = re.compile(r"(?:^|[/._-])(ko|ja|en)(?=[/._-])", re.IGNORECASE)


def language_of_path(path: str) -> Language | None:
    """The language that a path names: `policies/ja/returns.md`, `faq.ko.csv`."""
    found = _LANGUAGE_PART.findall(path.replace("\\", "/"))
    return Language(found[-1].lower()) if found else None


def parse_knowledge(
    content: bytes, path: str, language: Language | None = None, *, source: str = ""
) -> Reading:
    """The articles of a file; its path is relative to the folder of knowledge.

    The path names the language unless it is given. The id of a document is its path without
    language and ending, so that its translations are one document.

    Laws: never raises; a file of another kind is one refusal.
    """
    path = path.replace("\\", "/")
    suffix = PurePosixPath(path).suffix.lower()
    language = language or language_of_path(path)
    if suffix in (".csv", ".tsv"):
        return parse_table(content, path, language)
    document_id = _document_id(path)
    if suffix in (".md", ".markdown"):
        return parse_markdown(content, path, language, document_id=document_id, source=source)
    if suffix in (".html", ".htm"):
        return parse_page(content, path, language, document_id=document_id, source=source)
    kinds = ", ".join(SUFFIXES)
    return Reading((), (Refusal(path, 1, f"knowledge is read from {kinds}"),))


def _document_id(path: str) -> str:
    stem = str(PurePosixPath(path).with_suffix(""))
    return re.sub(r"(?:^|[/._-])(?:ko|ja|en)(?=[/._-]|$)", "", stem, flags=re.IGNORECASE).strip("/")
