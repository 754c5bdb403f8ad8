"""Markdown files read for the auditor, and what it says of each."""

from pathlib import Path

import msgspec

from dangol.insight.audit.audit import Audited, audit_text
from dangol.insight.audit.saying import language_of_text, say_finding
from dangol.insight.masking import mask_personal
from dangol.terms.errors import InputError
from dangol.terms.languages import Language

MAX_BYTES = 8 * 1024 * 1024
TABLE_ENDINGS = frozenset((".csv", ".tsv", ".xlsx", ".xls", ".json", ".jsonl", ".parquet"))
"""Of files that hold rows, and no document."""


class UnreadableDocumentError(InputError):
    """A document that is not there, too large, or no text."""

    code = "audit.document_unreadable"

    def __init__(self, file: Path, reason: str, hint: str) -> None:
        super().__init__(f"{file}: {reason}", hint=hint)


class SaidFinding(msgspec.Struct, frozen=True):
    """A finding with its file and its sentence."""

    file: str
    line: int
    lines: tuple[int, ...]
    kind: str
    severity: str
    subject: str
    printed: str
    expected: str
    allowed: str
    said: str


class AuditedFile(msgspec.Struct, frozen=True):
    """What was read of one file, and what does not agree in it."""

    file: str
    language: str
    lines: int
    tables: int
    figures: int
    sentences: int
    findings: tuple[SaidFinding, ...]


def audit_file(file: Path, language: Language | None = None) -> AuditedFile:
    """The findings of a Markdown file, said in its own language unless another is asked for.

    Raises: UnreadableDocumentError (`audit.document_unreadable`).
    """
    text = _read_document(file)
    said_in = language or language_of_text(text)
    audited: Audited = audit_text(text)
    findings = tuple(
        SaidFinding(
            str(file),
            one.line,
            one.lines,
            one.kind.value,
            one.severity.value,
            mask_personal(one.subject).text,
            mask_personal(one.printed).text,
            mask_personal(one.expected).text,
            one.allowed.lstrip("±"),
            mask_personal(say_finding(one, said_in)).text,
        )
        for one in audited.findings
    )
    return AuditedFile(
        str(file),
        said_in.value,
        audited.lines,
        audited.tables,
        audited.figures,
        audited.sentences,
        findings,
    )


def _read_document(file: Path) -> str:
    if file.suffix.lower() in TABLE_ENDINGS:
        raise UnreadableDocumentError(
            file,
            "it is a file of rows, and a document is audited",
            "name Markdown files; dangol revenue check holds a printed table against itself",
        )
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UnreadableDocumentError(
                file, f"it is larger than {MAX_BYTES // 2**20} MiB", "audit its chapters one by one"
            )
        content = file.read_bytes()
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise UnreadableDocumentError(file, reason, "name Markdown files") from fault
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise UnreadableDocumentError(
            file, f"line {line} is not UTF-8", "save it as UTF-8 and try again"
        ) from fault
    if "\0" in text:
        raise UnreadableDocumentError(file, "it is no text", "name Markdown files")
    return text
