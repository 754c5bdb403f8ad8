"""What is said only for politeness, and addresses: neither is about anything."""

import re

LEAST_LETTERS = 10
"""Of what is said beside addresses and courtesies; a Korean or Japanese one says as much as two."""
WIDE = "\u3040"
"""From here on letters are kana, ideographs and syllables."""

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w+")
_COURTESY = re.compile(
    r"\b(?:thanks?(?:\s*(?:you|u|so|very|much|a lot))*|thankyou|thx|ty|ok(?:ay)?|alright|hello|hi"
    r"|hey|yes|yeah|yep|sure|please|cheers|sorry|great|cool|got it|will do|no problem)\b"
    r"|(?:정말|너무|대단히)?\s*(?:감사|고맙)[가-힣]*|안녕하세요|안녕히\s*계세요|수고하세요|알겠습니다"
    r"|네네?(?![가-힣])"
    r"|(?:どうも)?(?:ありがとう|有難う)(?:ございま(?:す|した))?|はい(?![ぁ-ん])"
    r"|よろしくお願い(?:します|いたします|致します)?|承知(?:しました|いたしました)?"
    r"|了解(?:です|しました)?|お世話になっております",
    re.IGNORECASE,
)


def without_addresses(text: str) -> str:
    """The sentence without web addresses and the names that messages are sent to."""
    return " ".join(_ADDRESS.sub(" ", text).split())


def says_something(text: str) -> bool:
    """Whether more than a courtesy is said, so that it may be about something."""
    said = _COURTESY.sub("", text)
    return sum((1 if sign < WIDE else 2) for sign in said if sign.isalnum()) >= LEAST_LETTERS
