"""Looks for planted falsehoods in a text that is about to be sent. Shares nothing with the guard.

The text is squeezed to its letters and digits, so that what was set apart, hidden or widened reads
like the plain thing; then each planted form, squeezed alike, is looked for literally.
"""

import unicodedata

_CYRILLIC = dict(zip("аеорсх", "aeopcx", strict=True))


def squeezed(text: str) -> str:
    """Only letters and digits, in small letters."""
    text = unicodedata.normalize("NFKC", text)
    kept = []
    for sign in text:
        sign = _CYRILLIC.get(sign, sign)
        if unicodedata.category(sign)[0] in "LN":
            kept.append(sign.lower())
    return "".join(kept)


def leaks(sent: str, planted: tuple[str, ...], known: tuple[str, ...]) -> list[str]:
    """The planted forms that stand in the text, unless the facts' own words hold them too."""
    text = squeezed(sent)
    honest = [squeezed(one) for one in known]
    return [
        form
        for form in planted
        if squeezed(form) in text and not any(squeezed(form) in one for one in honest)
    ]
