"""Which pages are about the price, teach something, or hold the form for a demo.

A page is known by its path or by what it calls itself, in any of three languages. Words are whole
in Latin letters (`/price` is no part of `/priceless`) and beginnings otherwise (`/요금` is one of
`/요금안내`).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

PRICING = (
    *("/pricing", "/price", "/prices", "/plans", "/plan", "/fees", "/tuition", "/rates"),
    *("/요금", "/가격", "/수강료", "/비용", "/料金", "/価格", "/プラン", "/費用", "/受講料"),
)
DOCS = (
    *("/docs", "/doc", "/guide", "/guides", "/help", "/blog", "/case", "/cases", "/case-studies"),
    *("/customers", "/stories", "/resources", "/features", "/integrations", "/security"),
    *("/가이드", "/도움말", "/블로그", "/사례", "/고객사례", "/기능"),
    *("/ガイド", "/ヘルプ", "/ブログ", "/事例", "/導入事例", "/機能"),
)
DEMO = (
    *("/demo", "/contact", "/contact-us", "/contact-sales", "/trial", "/inquiry", "/booking"),
    *("/reservation", "/consultation", "/consulting", "/request-demo", "/book-a-demo", "/quote"),
    *("/데모", "/문의", "/상담", "/체험", "/예약", "/견적", "/도입문의"),
    *("/デモ", "/問い合わせ", "/お問い合わせ", "/相談", "/体験", "/予約", "/見積", "/資料請求"),
)
THANKS = (
    *("/thanks", "/thank-you", "/thankyou", "/complete", "/completed", "/done", "/success"),
    *("/감사", "/완료", "/접수완료", "/ありがとう", "/完了", "/送信完了"),
)
"""Where a form that was sent leads."""


@lru_cache(maxsize=1_024)
def pages_named(names: tuple[str, ...]) -> re.Pattern[str]:
    """What finds a page of these names in `page_text`."""
    words = [re.escape(name.strip("/").lower()) for name in names if name.strip("/")]
    latin = [word for word in words if word.isascii()]
    others = [word for word in words if not word.isascii()]
    parts = [f"(?:{'|'.join(latin)})(?![a-z0-9])"] if latin else []
    parts += others
    return re.compile(f"(?:^|/|\n)(?:{'|'.join(parts)})" if parts else r"(?!)")


def page_text(path: str, label: str) -> str:
    """A page's path and what it calls itself, as `pages_named` looks at them."""
    return f"{path}\n{label}".lower()


def all_named(names: Iterable[tuple[str, ...]]) -> re.Pattern[str]:
    """What finds a page of any of these names."""
    return pages_named(tuple(dict.fromkeys(one for some in names for one in some)))
