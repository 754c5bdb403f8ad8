"""When something was, in an operator's words and their shop's zone."""

from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from dangol.terms.instants import DAY_US, EPOCH, HOUR_US, MINUTE_US, Instant, day_of
from dangol.terms.languages import Language
from dangol.terms.texts import render_date, render_short_date, render_text


class When:
    """Words for instants, as of one `now`."""

    def __init__(self, now: Instant, zone: ZoneInfo, language: Language) -> None:
        self.now, self.zone, self.language = now, zone, language

    def ago(self, instant: Instant) -> str:
        """How long ago, or the day where it is more than a week."""
        t = partial(render_text, language=self.language)
        passed = max(0, self.now - instant)
        if passed < MINUTE_US:
            return t("console.ago.now")
        if passed < HOUR_US:
            return t("console.ago.minutes", n=passed // MINUTE_US)
        if passed < DAY_US:
            return t("console.ago.hours", n=passed // HOUR_US)
        if passed < 7 * DAY_US:
            return t("console.ago.days", n=passed // DAY_US)
        return render_short_date(day_of(instant, self.zone), self.language)

    def clock(self, instant: Instant) -> str:
        """The time of day: 15:05."""
        return f"{self._moment(instant):%H:%M}"

    def day(self, instant: Instant) -> date:
        """The day on the shop's calendar."""
        return day_of(instant, self.zone)

    def day_words(self, day: date) -> str:
        """The day as a heading between messages."""
        today = self.day(self.now)
        if day == today:
            return render_text("console.today", self.language)
        if day == today - timedelta(days=1):
            return render_text("console.yesterday", self.language)
        return render_date(day, self.language)

    def full(self, instant: Instant) -> str:
        """Day and time."""
        return f"{render_date(self.day(instant), self.language)} {self.clock(instant)}"

    def stamp(self, instant: Instant) -> str:
        """For machines: `datetime` of a `time` element."""
        return (EPOCH + timedelta(microseconds=instant)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _moment(self, instant: Instant) -> datetime:
        return (EPOCH + timedelta(microseconds=instant)).astimezone(self.zone)
