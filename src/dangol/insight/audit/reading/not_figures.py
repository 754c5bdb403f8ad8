"""What is written like a figure and is none: addresses, telephone and ticket numbers, versions."""

import re

BLANKED = tuple(
    re.compile(one)
    for one in (
        r"(?:https?://|www\.)[^\s)>\]、。]+",
        r"[\w.+-]+@[\w-]+\.[\w.-]+",
        r"(?<![A-Za-z0-9])\+[0-9]{1,3} [0-9]{1,4}(?:[ -][0-9]{2,4})+",
        r"(?<![0-9A-Za-z.,])0[0-9]{1,3}[ -][0-9]{3,4}[ -][0-9]{3,4}(?![0-9])",
        r"(?<![0-9A-Za-z.,])1[0-9]{3}-[0-9]{4}(?![0-9])",
        r"(?<![0-9A-Za-z])[A-Za-z]+[-_/#]?[0-9]+(?:[-_./][A-Za-z0-9]+)*",
        r"(?<![0-9A-Za-z.])[vV]?[0-9]+(?:\.(?:[0-9]+|x\b)){2,}",
        r"(?<![0-9])[0-9]+\.x\b",
        r"(?:버전|판|版|version|release|バージョン|Ver\.?|ver\.?)\s?[0-9]+(?:\.[0-9]+)*",
        (
            r"(?:No\.?|№|#|番号|번호|내선|내부번호|extension|ext\.?|내규|제|第|Room|room|note|"
            r"Note|page|p\.)"
            r"\s?[0-9]+(?:[-.][0-9]+)*(?:호|조|항|판|차|회|号|条|項|版|次|回|期|기)?"
        ),
        (
            r"(?<![0-9])[0-9]{1,2}(?:차|번째|위|등|호|판|단계|순위|位|番目?|号|版|次|期目?|st|nd|"
            r"rd|th)(?![가-힣]{0,1}원)\b"
        ),
        r"(?<![0-9.])[0-9]+\.[0-9]+\s?(?:판|버전|版|バージョン)",
        r"(?<![0-9.])[0-9]{1,2}(?:백분위수?|百分位|パーセンタイル|(?:st|nd|rd|th) percentile)",
        r"\bx86|\bISO ?[0-9-]+",
    )
)
CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-[0-9][A-Za-z0-9-]*")
YEAR = re.compile(
    r"(?<![0-9.,$£€¥₩])(?:FY ?)?(?:19|20)[0-9]{2}(?![0-9]|[.,][0-9]|\s?(?:명|건|개|원|円|"
    r"名|件|人|%|만|万))"
)


def blank(text: str, *patterns: re.Pattern[str]) -> str:
    """The text with every match of the patterns made spaces, letter for letter."""
    for pattern in patterns:
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text
