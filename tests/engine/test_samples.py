"""A rehearsal of the real samples counts what DuckDB counts in the raw files.

DuckDB reads the files its own way and knows nothing of our code. The definitions, in SQL below:
a session ends when a person does nothing for more than thirty minutes; a cart holds what was added
and neither removed nor ordered since; a cart is idle when something was added in this session, the
cart is not empty, and no event of the person follows for ten minutes, at most once a session.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from dangol.decide.opportunity import Policy
from dangol.decide.recipes import read_recipes
from dangol.engine.rehearse import Source, rehearse
from dangol.engine.report import RehearsalReport
from dangol.terms.ids import WorkspaceId
from dangol.terms.languages import Language

pytestmark = pytest.mark.data

FILES = {
    "taobao": "taobao_userbehavior_sample/UserBehavior.csv",
    "rees46": "rees46_oct2019_sample/2019-Oct-sample.csv",
    "otto": "otto_sessions_sample/otto_sessions.jsonl",
    "retentioneering": "retentioneering_ecom/ecom.csv.gz",
}
RAW = {
    "taobao": """select column0 as person, column1 as product, column4::bigint * 1000000 as moment,
        case column3 when 'cart' then 'add' when 'buy' then 'order' end as kind, t::text as whole
        from read_csv($file, header = false, all_varchar = true) as t""",
    "rees46": """select user_id as person, product_id as product,
        epoch_us(event_time[:19]::timestamp) as moment, t::text as whole,
        case event_type when 'cart' then 'add' when 'remove_from_cart' then 'remove'
        when 'purchase' then 'order' end as kind
        from read_csv($file, header = true, all_varchar = true) as t""",
    "otto": """select session::text as person, event.aid::text as product,
        event.ts::bigint * 1000 as moment, session::text || event::text as whole,
        case event.type when 'carts' then 'add' when 'orders' then 'order' end as kind
        from (select session, unnest(events) as event from read_json($file))""",
    "retentioneering": """select user_id as person, '' as product,
        epoch_us(timestamp::timestamp) as moment, t::text as whole,
        case event when 'add_to_cart' then 'add' when 'remove_from_cart' then 'remove'
        when 'purchase' then 'order' end as kind
        from read_csv($file, header = true, all_varchar = true) as t""",
}
COUNTS = """
with raw as ({raw}),
numbered as (select *, row_number() over () as line from raw),
once as (select * from numbered qualify row_number() over (partition by whole order by line) = 1),
placed as (
    select *, row_number() over (partition by person order by moment, line) as place,
        moment - lag(moment) over (partition by person order by moment, line) as gap_before,
        lead(moment) over (partition by person order by moment, line) - moment as gap_after
    from once
),
sessions as (
    select *, sum(case when gap_before is null or gap_before > 30 * 60e6 then 1 else 0 end)
        over (partition by person order by place) as session
    from placed
),
lines as (
    select *,
        least(
            min(case when kind = 'order' then place end) over (
                partition by person order by place
                rows between 1 following and unbounded following),
            min(case when kind = 'remove' then place end) over (
                partition by person, product order by place
                rows between 1 following and unbounded following)
        ) as gone
    from sessions
),
carts as (
    select *,
        max(case when kind = 'add' then coalesce(gone, 1e18) end) over (
            partition by person order by place) as last_gone,
        count(case when kind = 'add' then 1 end) over (
            partition by person, session order by place) as adds
    from lines
),
idle as (
    select distinct person, session from carts
    where adds > 0 and last_gone > place and (gap_after is null or gap_after >= 10 * 60e6)
)
select (select count(*) from raw), (select count(*) from once),
    (select count(distinct person) from raw),
    (select count(*) from (select distinct person, session from sessions)),
    (select count(*) from idle)
"""
STATED = {
    # received, stored, people
    "taobao": (4_321, 4_321, 43),
    "rees46": (1_000, 1_000, 330),
    "otto": (862, 862, 20),
    "retentioneering": (31_106, 31_076, 600),
}


@pytest.fixture(scope="module", params=sorted(FILES))
def counted(request: pytest.FixtureRequest, data_dir: Path) -> tuple[str, RehearsalReport, tuple]:
    """A sample's name, our report of it, and what SQL counts in it."""
    kind = request.param
    path = data_dir / FILES[kind]
    policy = Policy(WorkspaceId("w"), ZoneInfo("Asia/Seoul"), "KRW", (Language.KO,), "salt")
    report = rehearse([Source(path, kind)], read_recipes(), policy)
    with duckdb.connect(config={"threads": 1}) as base:
        sql = COUNTS.format(raw=RAW[kind])
        (counts,) = base.execute(sql, {"file": str(path)}).fetchall()
    return kind, report, counts


def test_events_people_sessions_and_idle_carts_are_those_of_the_raw_file(
    counted: tuple[str, RehearsalReport, tuple],
) -> None:
    kind, report, (received, stored, people, sessions, idle) = counted
    assert (report.events.received, report.events.stored) == (received, stored)
    assert (report.people, report.sessions) == (people, sessions)
    assert report.signals["cart_idle"] == idle
    assert idle > 0
    assert (received, stored, people) == STATED[kind]
    if kind == "taobao":
        assert sessions == 722


def test_every_event_and_every_opportunity_is_accounted_for(
    counted: tuple[str, RehearsalReport, tuple],
) -> None:
    _, report, _ = counted
    events = report.events
    ends = (events.stored, events.duplicate, events.quarantined, events.rejected)
    assert sum(ends) == events.received
    assert events.quarantined == events.rejected == report.too_late == 0
    for playbook in report.playbooks.values():
        ends = (playbook.speak, playbook.hold, *playbook.silent.values())
        assert sum(ends) == playbook.opportunities
    rescue = report.playbooks["cart-rescue"]
    heard = report.signals["cart_idle"] + report.signals.get("exit_intent", 0)
    assert rescue.opportunities == heard
