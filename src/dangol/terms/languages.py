"""The languages that Dangol speaks; they are equal."""

from enum import StrEnum


class Language(StrEnum):
    """A language every text exists in."""

    KO = "ko"
    JA = "ja"
    EN = "en"


_BY_TAG = {language.value: language for language in Language}


def parse_language(tag: str | None, default: Language) -> Language:
    """The language of a BCP 47 tag (`ko-KR`, `ja`, `en_US`), or the default."""
    head = (tag or "").replace("_", "-").split("-", 1)[0].lower()
    return _BY_TAG.get(head, default)
