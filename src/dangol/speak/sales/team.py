"""Those of a company who take meetings, as its set-up writes them."""

from enum import StrEnum

import msgspec

from dangol.terms.languages import Language


class Country(StrEnum):
    """Whose public holidays a host keeps."""

    KR = "KR"
    """Korea, substitute holidays included."""
    JP = "JP"
    US = "US"
    NONE = "none"
    """Nobody's: only the days that the hours name are closed."""


class Host(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person who takes meetings."""

    host_id: str
    name: str
    """As visitors read it."""
    email: str
    """Of the operator: where the brief goes, and who is told in the inbox."""
    languages: tuple[Language, ...]
    territories: tuple[str, ...] = ()
    """Countries (ISO 3166, two letters); none where they take all."""
    min_size: int = 0
    """Of the buyer's team, in people."""
    max_size: int | None = None
    zone: str
    hours: str = ""
    """As `terms.hours` reads it, in their zone; empty for the usual ones."""
    holidays: Country = Country.NONE
    most_per_day: int = 6
    buffer_min: int = 15
    """Kept free before and after everything in their calendar."""
    meeting_min: int = 30
    answers_within_min: int = 120
    """Of their working time, in which a lead hears from them."""


class Team(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of them."""

    hosts: tuple[Host, ...] = ()
    escalation: tuple[str, ...] = ()
    """Who is told, one after the other, when a lead was not answered in time: ids of hosts, or
    e-mail addresses of operators who take no meetings."""

    def host(self, host_id: str) -> Host | None:
        """The host of that id."""
        return next((host for host in self.hosts if host.host_id == host_id), None)
