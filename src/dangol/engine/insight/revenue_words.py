"""How a report on revenue says its amounts and shares, and what each figure is."""

from collections.abc import Mapping
from functools import partial

from dangol.engine.insight.charts import Measured
from dangol.engine.insight.revenue import RevenueAnswer
from dangol.insight.revenue.amounts import exponent_for
from dangol.insight.revenue.table import Label
from dangol.terms.languages import Language
from dangol.terms.money import Money, render_money
from dangol.terms.texts import render_number, render_share, render_text


class Words:
    """What a report needs to say anything: its language, its currency, its features' names."""

    def __init__(
        self, answer: RevenueAnswer, language: Language, labels: Mapping[str, Label]
    ) -> None:
        self.report, self.read, self.language = answer.report, answer.read, language
        self.t = partial(render_text, language=language)
        self._labels = labels
        self._scale = 10**answer.report.exponent
        self._is_whole = all(one.mrr % self._scale == 0 for one in answer.report.feature_months)

    def name(self, feature: str) -> str:
        """The feature by its label, if it has one."""
        label = self._labels.get(feature)
        return (getattr(label, self.language.value) if label else "") or feature

    def money(self, minor: int) -> str:
        """The amount with its currency."""
        return money_text(minor, self.report.currency, self.language)

    def amount(self, minor: int) -> str:
        """The amount in a table whose caption names the currency."""
        if self._is_whole:
            return render_number(minor // self._scale)
        return render_number(minor / self._scale, self.report.exponent)

    def major(self, minor: int) -> float:
        """The amount in major units, for a chart's scale."""
        return minor / self._scale

    def measured(self, minor: int) -> Measured:
        """The amount as a chart has it."""
        return Measured(self.major(minor), self.amount(minor))

    def caption(self, caption: str) -> str:
        """The caption with the currency of the amounts beneath it."""
        return f"{caption} ({self.report.currency})" if self.report.currency else caption

    @property
    def form(self) -> str:
        """How Net MRR was made, as the key of its definition."""
        return f"{self.read.form}_last_day" if self.read.end_is_last_day else self.read.form


def money_text(minor: int, currency: str, language: Language) -> str:
    """The amount as the reader writes it, whole ones without decimals; plain without a currency."""
    scale = 10 ** exponent_for(currency)
    if not currency:
        return render_number(minor / scale, 0 if minor % scale == 0 else 2)
    text = render_money(Money(minor, currency), language)
    return text if minor % scale else text.replace("." + "0" * (len(str(scale)) - 1), "")


def growth_text(ratio: float) -> str:
    """The change with its sign: +154%, -12%."""
    return f"+{render_share(ratio)}" if ratio > 0 else render_share(ratio)


def percent_text(ratio: float | None) -> str:
    """The share with one decimal: 9.8%."""
    return "–" if ratio is None else f"{ratio * 100:,.1f}%"


def definitions_of(answer: RevenueAnswer, language: Language) -> list[str]:
    """What each figure is, in a sentence or two."""
    form = Words(answer, language, {}).form
    names = (form, "growth", "launched", "crossing", "movements", "retention", "hhi", "currency")
    return [render_text(f"revenue.define.{name}", language) for name in names]
