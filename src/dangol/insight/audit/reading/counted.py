"""Small numbers as words, and claims of so many of so many: four of the six, 다섯 곳 중 네 곳."""

import re

_EN = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_KO = ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"]
_JA = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
_WORDS = (
    {word: at for at, word in enumerate(_EN, 1)}
    | {word: at for at, word in enumerate(_KO, 1)}
    | {word: at for at, word in enumerate(_JA, 1)}
    | {"하나": 1, "둘": 2, "셋": 3, "넷": 4}
)
_KO_NUMBER = r"(?:[0-9]{1,2}|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|하나|둘|셋|넷)"
_JA_NUMBER = r"(?:[0-9]{1,2}|[一二三四五六七八九十])"
_EN_NUMBER = rf"(?:[0-9]{{1,2}}|{'|'.join(_EN)})"
NUMBER_EN = _EN_NUMBER
NUMBER_CJK = rf"(?:{_KO_NUMBER}|{_JA_NUMBER})"
"""A small number in digits or words."""
_COUNTER = (
    r"(?:\s?(?:개|곳|명|팀|군데|가지|달|사|종|분기|항목|지점|매장|부문|채널|지역|제품|"
    r"店舗?|社|部門|項目|地域|チーム|拠点|か所|つ|人|校|種|商品|か月|コース|プラン)){0,2}"
)
_OF = (
    re.compile(
        rf"(?<![0-9.,%가-힣])({_KO_NUMBER})\s?[가-힣]{{0,5}}?\s?(?:중에서?|가운데|"
        rf"중)\s?({_KO_NUMBER}){_COUNTER}(?![0-9])"
    ),
    re.compile(
        rf"(?<![0-9.,])({_JA_NUMBER})[一-龥ァ-ヶーつ]{{0,5}}?(?:のうち|中の?|"
        rf"の内)、?({_JA_NUMBER})[一-龥ァ-ヶーつ]{{0,5}}(?![0-9])"
    ),
)
_OF_EN = re.compile(
    rf"\b({_EN_NUMBER}) (?:out )?of (?:the |our |its |all )?({_EN_NUMBER})\b", re.IGNORECASE
)


def read_count(text: str) -> tuple[int, int, str] | None:
    """How many of how many the text says, and the words that say so."""
    for pattern in _OF:
        if found := pattern.search(text):
            return number_of(found[2]), number_of(found[1]), found[0]
    if found := _OF_EN.search(text):
        return number_of(found[1]), number_of(found[2]), found[0]
    return None


def number_of(word: str) -> int:
    """The small number that the word says."""
    return int(word) if word.isdigit() else _WORDS[word.lower()]
