"""The names that tables give their columns, in three languages: one list for every command.

A name is compared without case, width, spaces, marks and what stands in brackets after it:
`고객 수 (명)` is `고객수`. Some names mean several things; they are taken where the cells agree.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dangol.engine.insight.reading import FileRows
from dangol.insight.market.labels import parse_kind
from dangol.insight.market.mix import parse_count

ACCOUNT = (
    *("account", "account_id", "customer", "customer_id", "company", "company_id"),
    *("account_name", "customer_name", "company_name"),
    *("고객", "고객사", "고객사명", "고객명", "거래처", "거래처명", "업체", "업체명"),
    *("회사", "회사명", "기업명", "상호", "계정"),
    *("顧客", "顧客名", "顧客id", "取引先", "取引先名", "会社", "会社名", "企業名"),
)
NAMES: Mapping[str, Sequence[str]] = {
    "account": (*ACCOUNT, "name"),
    "kind": (
        *("kind", "customer_kind", "customer_type", "b2b_b2c"),
        *("종류", "고객종류", "고객유형", "고객구분"),
        *("種類", "顧客種別", "顧客区分", "顧客タイプ"),
        *("type", "segment", "유형", "구분", "분류", "種別", "区分", "タイプ"),
    ),
    "vertical": (
        *("vertical", "verticals", "industry", "industries", "sector"),
        *("업종", "업종명", "산업", "산업군", "업태", "業種", "業種名", "業界", "産業"),
    ),
    "count": (
        *("customers", "new_customers", "count", "accounts"),
        *("customer_count", "number_of_customers", "target_customers", "goal", "target", "targets"),
        *("고객수", "목표고객수", "신규고객수", "고객사수", "업체수", "회사수", "목표", "건수"),
        *("顧客数", "目標顧客数", "新規顧客数", "社数", "企業数", "目標", "件数"),
    ),
    "share": (*("share_as_printed", "share", "비중", "비율", "구성비", "比率", "割合", "構成比"),),
    "text": (
        *("text", "message", "note", "notes", "body", "content", "comment", "comments"),
        *("review", "review_text", "문의"),
        *(
            "내용",
            "메시지",
            "메모",
            "노트",
            "상담내용",
            "문의내용",
            "대화내용",
            "회의내용",
            "회의록",
        ),
        *("本文", "内容", "メッセージ", "メモ", "相談内容", "問い合わせ内容", "議事録"),
    ),
    "stage": (
        *("stage", "status", "단계", "고객단계", "영업단계", "진행단계", "상태"),
        *("ステージ", "段階", "フェーズ", "商談段階", "状態"),
    ),
    "at": (
        *("at", "date", "day", "created_at", "날짜", "일자", "일시", "미팅일", "미팅일자"),
        *("상담일", "상담일자", "통화일", "작성일", "등록일"),
        *("日付", "日時", "商談日", "面談日", "打ち合わせ日", "対応日", "作成日", "登録日"),
    ),
    "has_sales_team": (
        *("영업팀", "영업팀유무", "영업팀있음", "영업조직", "영업조직유무"),
        *("営業チーム", "営業組織", "営業チームの有無", "営業組織の有無"),
    ),
    "leads_per_month": (
        *("leads", "monthly_leads", "월리드수", "월리드", "월간리드수", "리드수"),
        *("月間リード数", "月リード数", "リード数"),
    ),
    "employees": (
        *("employee_count", "headcount", "직원수", "임직원수", "종업원수", "사원수", "인원수"),
        *("従業員数", "社員数", "人数"),
    ),
    "conversations_per_month": (
        *("monthly_conversations", "conversations", "chats_per_month"),
        *("월상담건수", "월상담수", "월간상담건수", "상담건수", "월대화수", "월문의건수"),
        *("月間相談件数", "月間相談数", "相談件数", "月間問い合わせ数", "月間問い合わせ件数"),
    ),
    "marketers": (
        *("marketer_count", "마케터", "마케터수", "마케팅인원", "마케팅인원수", "마케팅담당자수"),
        *("マーケター", "マーケター数", "マーケティング人数", "マーケティング担当者数"),
    ),
    "asked_for": (
        *("requests", "요청", "요청사항", "요구사항", "니즈", "要望", "ご要望", "要望事項"),
    ),
}
"""Names by which a column is found where no option names it; the earlier wins."""
_SEEMING: Mapping[str, Callable[[str], object]] = {"kind": parse_kind, "count": parse_count}
_UNSURE = frozenset(
    (
        *("type", "segment", "유형", "구분", "분류", "種別", "区分", "タイプ"),
        *("goal", "target", "targets", "accounts", "목표", "건수", "目標", "件数"),
    )
)
"""Names that are taken only where a cell says what is looked for."""
_ENDS = ("", "ko", "ja", "en")
_MARKS = re.compile(r"[\s_\-·./]+")
_BRACKETS = re.compile(r"\s*[(\[（【].*[)\]）】]\s*$")
MOST_CELLS = 1_000
"""Cells that are looked at to see what a column holds."""


def plain_name(name: str) -> str:
    """The name as it is compared."""
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    return _MARKS.sub("", _BRACKETS.sub("", text) or text)


def known_column(rows: FileRows, meaning: str, taken: Sequence[str] = ()) -> str | None:
    """The column that a name tells to hold that; None where no name does."""
    return next(
        (
            found
            for usual, found in _named(rows.columns, meaning, taken)
            if usual not in _UNSURE or _seems(rows.table, found, meaning)
        ),
        None,
    )


def known_name(columns: Sequence[str], meaning: str, taken: Sequence[str] = ()) -> str | None:
    """As `known_column`, by names that mean one thing only, without a look at the cells."""
    named = _named(columns, meaning, taken)
    return next((found for usual, found in named if usual not in _UNSURE), None)


def _named(columns: Sequence[str], meaning: str, taken: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The usual names that there are, each with the column that is called so."""
    by_name = {plain_name(name): name for name in reversed(columns) if name not in taken}
    for usual in NAMES.get(meaning, ()):
        for end in _ENDS:
            found = by_name.get(plain_name(usual) + end)
            if found is not None:
                yield usual, found


def _seems(table: Any, name: str, meaning: str) -> bool:
    says = _SEEMING[meaning]
    cells = table.column(name).slice(0, MOST_CELLS).to_pylist()
    return any(says(str(cell)) is not None for cell in cells if cell)
