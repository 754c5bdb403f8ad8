"""The text as a reader sees it: what hides or disguises letters and digits is undone.

Full width, invisible and combining characters, look-alikes of other alphabets, digits of other
scripts, markup inside words and letters set apart one by one all read like plain text to a
shopper, so they must to us.
"""

import html
import re
import unicodedata

_LOOKALIKES = str.maketrans(
    "аеорсухіѕјԁһԛԝѵкмтвнгАВЕКМНОРСТХІЅЈӏοαειικνρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧꜰʀᴇᴛɢɪɴᴏʜᴜᴀʙᴄᴅᴋʟᴍᴘᴠᴡʏᴢꜱᴊıɡƒ",
    "aeopcyxisjdhqwvkmtbhrABEKMHOPCTXISJloaeiiknptuxABEZHIKMNOPTYXfretginohuabcdklmpvwyzsjigf",
)
_ONE_FOR_ONE = {
    ord("İ"): "I",
    ord("ẞ"): "ß",
    ord("〜"): "~",
    ord("∼"): "~",
    ord("–"): "-",
    ord("—"): "-",
    ord("‐"): "-",
    ord("‑"): "-",
    ord("‒"): "-",
    ord("―"): "-",
    ord("−"): "-",
    ord("◯"): "〇",
    ord("○"): "〇",
    ord("’"): "'",
    ord("‘"): "'",
    ord("“"): '"',
    ord("”"): '"',
    ord("⁄"): "/",
    ord("，"): ",",
    ord("、"): ",",
    ord("·"): "·",
    ord("・"): "·",
    ord("£"): "£",
    ord("∗"): "*",
    ord("⁎"): "*",
    ord("✱"): "*",
}
_UNSEEN = dict.fromkeys(
    [
        *range(0x00, 0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        0xAD,
        0x34F,
        0x61C,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        *range(0x180B, 0x1810),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0x2800,
        0x3164,
        *range(0xFE00, 0xFE10),
        0xFEFF,
        0xFFA0,
        *range(0xFFF9, 0xFFFC),
        *range(0x1D173, 0x1D17B),
        *range(0xE0000, 0xE0080),
        *range(0xE0100, 0xE01F0),
    ],
    "",
)
_ENCLOSED = {
    first + place: chr(ord("A") + place)
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for place in range(26)
}
_TABLE: dict[int, str] = {
    **{key: chr(sign) for key, sign in _LOOKALIKES.items()},
    **_ONE_FOR_ONE,
    **_UNSEEN,
    **_ENCLOSED,
}

_TAG = re.compile(r"<[/!?a-zA-Z][^<>]{0,200}>")
_ODD = re.compile(r"[^\x00-\x7f가-힣ぁ-ヿ一-鿿\s]")
_APART = re.compile(r"(?<![A-Za-z0-9])\d(?:[ .\-_*·|/,]{1,3}\d){3,}(?!\d)")
_GAPS = re.compile(r"[ .\-_*·|/]")
_SLIPS = re.compile(r"\d[\dOolI,.]*[OolI][\dOolI,.]*(?=\s?(?:원|円|%|won|yen|krw|jpy))")
_SLIP_TABLE = str.maketrans("OolI", "0011")
_EMPHASIS = re.compile(r"(?<=\w)[_~`]{1,3}(?=\w)")
_JAMO = re.compile("[ᄀ-ᄒ][ᅡ-ᅵ]|(?<=[가-힣])[ᄀ-ᄒ](?![ᅡ-ᅵ])")
_FINALS = {
    lead: f"\u11a7{final}" for lead, final in zip("ᄀᄂᄃᄅᄆᄇᄉᄋᄌᄎᄏᄐᄑᄒ", "ᆨᆫᆮᆯᆷᆸᆺᆼᆽᆾᆿᇀᇁᇂ", strict=True)
}


def plain(text: str) -> str:
    """The text with its disguises undone, in NFC; letters keep their case.

    Laws: never raises; plain(plain(text)) == plain(text) for ordinary text.
    """
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    if not text.isascii():
        # Invisible signs go before NFKC, which would join or split around them, and after it.
        text = unicodedata.normalize("NFKC", text.translate(_TABLE)).translate(_TABLE)
        if _ODD.search(text):
            text = "".join(map(_seen, text))
        if "ᄀ" <= max(filter("ᇿ".__ge__, text), default="") <= "ᇿ":
            text = _composed(text)
    else:
        text = text.translate(_TABLE)
    # Stars are marks of emphasis: no reader takes them for a part of what stands between them.
    text = text.replace("*", "")
    if "_" in text or "`" in text or "~" in text:
        text = _EMPHASIS.sub(_unless_range, text)
    text = _APART.sub(_joined, text)
    return _SLIPS.sub(lambda found: found[0].translate(_SLIP_TABLE), text)


def _seen(sign: str) -> str:
    """What a reader sees of one character: nothing of a combining mark, the digit of a digit."""
    if sign < "\u0300":
        return sign
    category = unicodedata.category(sign)
    if category in ("Mn", "Me", "Cf", "Co", "Cs", "Cn"):
        return ""
    if category in ("Nd", "No"):
        digit = unicodedata.digit(sign, None)
        return sign if digit is None else str(digit)
    if category == "Zs":
        return " "
    return sign


def _composed(text: str) -> str:
    """Hangul that was typed letter by letter, as syllables."""
    found = _JAMO.search(text)
    if found is None:
        return text
    text = unicodedata.normalize("NFC", text)
    signs: list[str] = []
    for place, sign in enumerate(text):
        final = _FINALS.get(sign)
        before = signs[-1] if signs else ""
        follows_vowel = place + 1 < len(text) and "ᅡ" <= text[place + 1] <= "ᅵ"
        is_open = "가" <= before <= "힣" and (ord(before) - 0xAC00) % 28 == 0
        if final is not None and is_open and not follows_vowel:
            signs[-1] = unicodedata.normalize("NFC", before + final[1])
        else:
            signs.append(sign)
    return "".join(signs)


def _unless_range(found: re.Match[str]) -> str:
    text, start = found.string, found.start()
    if found[0] == "~" or (found[0] == "_" and text[start - 1].isascii()):
        return found[0]
    return ""


def _joined(found: re.Match[str]) -> str:
    return _GAPS.sub("", found[0])
