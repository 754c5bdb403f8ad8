"""One value in the many forms in which people write it. Shares nothing with the product."""

from random import Random

from dangol.terms.languages import Language

_KO = "영일이삼사오육칠팔구"
_JA = "〇一二三四五六七八九"
_SINO_MONTHS = {5: "오", 8: "팔", 10: "시"}
_SMALL = [
    "zero",
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
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled_cjk(number: int, digits: str, marks: str) -> str:
    """삼만구천, 三万九千."""
    ten, hundred, thousand, myriad = marks

    def below(part: int) -> str:
        text = ""
        for size, mark in ((1000, thousand), (100, hundred), (10, ten)):
            figure, part = divmod(part, size)
            if figure:
                text += (digits[figure] if figure > 1 else "") + mark
        return text + (digits[part] if part else "")

    high, low = divmod(number, 10_000)
    head = (
        (below(high) if high > 1 or digits is _JA else "일" if high and low == 0 else "")
        if high
        else ""
    )
    if high == 1 and digits is _JA:
        head = "一"
    return (head + myriad if high else "") + below(low)


def spelled_english(number: int) -> str:
    """thirty-nine thousand five hundred."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_SMALL[hundreds]} hundred" + (f" {spelled_english(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    return f"{spelled_english(thousands)} thousand" + (f" {spelled_english(rest)}" if rest else "")


def amount_forms(chance: Random, language: Language) -> list[str]:
    """An amount that no fact holds: 7 to 98 thousand and some hundreds, never round."""
    thousands, hundreds = chance.randrange(12, 98), chance.choice([100, 300, 700])
    number = thousands * 1000 + hundreds
    match language:
        case Language.KO:
            high, low = divmod(number, 10_000)
            return [
                f"{number:,}원",
                f"{number}원",
                f"₩{number:,}",
                f"{high}만 {low}원",
                f"{high}만{low // 1000}천{hundreds}원" if low >= 1000 else f"{high}만{hundreds}원",
                f"{number / 10_000:g}만원",
                f"{spelled_cjk(number, _KO, '십백천만')}원",
                f"{number:,} KRW",
            ]
        case Language.JA:
            high, low = divmod(number, 10_000)
            return [
                f"{number:,}円",
                f"¥{number:,}",
                f"{number}円",
                f"{high}万{low}円",
                f"{spelled_cjk(number, _JA, '十百千万')}円",
                f"{number:,} JPY",
            ]
        case Language.EN:
            dollars, cents = thousands, chance.choice([17, 23, 43])
            return [
                f"${dollars}.{cents}",
                f"{dollars}.{cents} dollars",
                f"USD {dollars}.{cents}",
                f"{spelled_english(dollars)} dollars and {spelled_english(cents)} cents",
                f"{dollars}.{cents} bucks",
            ]


def percent_forms(chance: Random, language: Language) -> list[str]:
    """A share that no fact holds."""
    tens = chance.choice([4, 6, 7, 8, 9])
    number = tens * 10
    return {
        Language.KO: [
            f"{number}%",
            f"{number}퍼센트",
            f"{number}프로",
            f"{_KO[tens]}십 퍼센트",
            f"{number} %",
        ],
        Language.JA: [
            f"{number}%",
            f"{number}パーセント",
            f"{tens}割",
            f"{_JA[tens]}割",
            f"{_JA[tens]}十パーセント",
        ],
        Language.EN: [
            f"{number}%",
            f"{number} percent",
            f"{_TENS[tens]} percent",
            f"{number} per cent",
        ],
    }[language]


def day_forms(chance: Random, language: Language) -> list[str]:
    """A day that no fact holds, in one form and those that look like it."""
    month, day = chance.choice([5, 8, 10]), chance.choice([16, 17, 18, 19, 26, 28, 29])
    names = {5: "May", 8: "August", 10: "October"}
    return chance.choice(
        {
            Language.KO: [
                ["내일"],
                ["모레"],
                ["이번 주말"],
                ["금요일"],
                ["다음 주"],
                [f"{month}월 {day}일", f"{month}/{day}", f"2026-{month:02}-{day}"],
                [f"{_SINO_MONTHS[month]}월 {spelled_cjk(day, _KO, '십백천만')}일"],
                ["내일모레"],
                ["당일"],
            ],
            Language.JA: [
                ["明日"],
                ["明後日"],
                ["今週末"],
                ["金曜日"],
                ["来週"],
                [f"{month}月{day}日", f"{month}/{day}", f"2026-{month:02}-{day}"],
                [f"{spelled_cjk(month, _JA, '十百千万')}月{spelled_cjk(day, _JA, '十百千万')}日"],
                ["あさって"],
            ],
            Language.EN: [
                ["tomorrow"],
                ["the day after tomorrow"],
                ["this weekend"],
                ["on Friday"],
                ["next week"],
                [
                    f"on {names[month]} {day}",
                    f"on {day} {names[month]}",
                    f"on {names[month]} {day}th",
                    f"on the {day}th of {names[month]}",
                ],
                [f"on 2026-{month:02}-{day}"],
            ],
        }[language]
    )


def duration_forms(chance: Random, language: Language) -> list[str]:
    """A span that no fact holds."""
    hours = chance.choice([9, 17, 26])
    days = chance.choice([16, 19, 23])
    return chance.choice(
        {
            Language.KO: [
                [f"{hours}시간"],
                [f"{days}일"],
                ["사흘"],
                ["나흘"],
                ["닷새"],
                [f"영업일 {days}일", f"{days}영업일"],
                ["보름"],
            ],
            Language.JA: [[f"{hours}時間"], [f"{days}日"], [f"{days}営業日"], ["九週間", "9週間"]],
            Language.EN: [
                [f"{hours} hours"],
                [f"{days} days"],
                [f"{days} business days"],
                ["nine weeks", "9 weeks"],
                [f"{spelled_english(days)} days"],
            ],
        }[language]
    )
