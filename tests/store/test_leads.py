"""The promise: one lead a conversation, which grows and never goes back, and is found from every id
that its person has or had."""

from tests.store.chat import at, at_once
from tests.store.conftest import NOW

from dangol.speak.sales.fit import Reason, Stage
from dangol.speak.sales.known import Known
from dangol.store.leads import LeadFound, Leads, LeadWritten
from dangol.store.record import Record
from dangol.store.rows import MergeRow
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

SIZE = Known("team_size", "20", "20명", at=NOW)
REASON = Reason(
    {Language.KO: "큰 팀", Language.JA: "大きい", Language.EN: "large"}, 30, "team_size"
)


def found(
    stage: Stage = Stage.NEW,
    *,
    conversation_id: str = "c1",
    person_id: str = "p1",
    known: tuple[Known, ...] = (SIZE,),
    lead_id: str = "l1",
) -> LeadFound:
    return LeadFound(lead_id, person_id, conversation_id, stage, "fit", 30, known, (REASON,))


def write(record: Record, shop: Workspace, one: LeadFound, now: Instant = NOW) -> LeadWritten:
    with record.writing() as connection:
        return Leads(connection, shop.workspace_id).write_lead(one, now=now)


def test_what_was_found_stands_with_its_words_and_reasons(record: Record, shop: Workspace) -> None:
    written = write(record, shop, found())
    assert written.is_new and written.is_changed and not written.is_qualified
    with record.reading() as connection:
        lead = Leads(connection, shop.workspace_id).read_of_conversation("c1")
    assert lead == written.lead
    assert lead.read_known() == (SIZE,) and lead.read_reasons() == (REASON,)


def test_writing_the_same_again_changes_nothing(record: Record, shop: Workspace) -> None:
    first = write(record, shop, found())
    again = write(record, shop, found(lead_id="l2"), at(5))
    assert again.lead == first.lead and not again.is_changed and not again.is_new


def test_a_stage_never_goes_back_and_is_qualified_once(record: Record, shop: Workspace) -> None:
    write(record, shop, found())
    qualified = write(record, shop, found(Stage.QUALIFIED), at(1))
    assert qualified.is_qualified and qualified.lead.updated_at > qualified.lead.created_at
    booked = write(record, shop, found(Stage.MEETING), at(2))
    assert booked.lead.stage == "meeting" and not booked.is_qualified
    after = write(record, shop, found(Stage.NEW, known=(SIZE, SIZE)), at(3))
    assert after.lead.stage == "meeting" and after.is_changed


def test_many_at_once_make_one_lead(record: Record, shop: Workspace) -> None:
    def once(place: int) -> bool:
        return write(record, shop, found(lead_id=f"l{place}")).is_new

    assert sorted(at_once(8, once)) == [False] * 7 + [True]
    with record.reading() as connection:
        assert Leads(connection, shop.workspace_id).count() == 1


def test_a_lead_is_found_from_every_id_of_its_person(record: Record, shop: Workspace) -> None:
    write(record, shop, found())
    write(record, shop, found(conversation_id="c2", person_id="p2", lead_id="l2"), at(9))
    write(record, shop, found(conversation_id="c3", person_id="p3", lead_id="l3"))
    with record.transaction(shop.workspace_id) as unit:
        unit.write_merges([MergeRow("p2", "p1", 1, NOW)])
    with record.reading() as connection:
        leads = Leads(connection, shop.workspace_id)
        for person in ("p1", "p2"):
            assert [one.lead_id for one in leads.read_of_person(person)] == ["l2", "l1"]
        assert [one.lead_id for one in leads.read_newest(2)] == ["l2", "l1"]


def test_hostile_words_are_kept_and_stop_nothing(record: Record, shop: Workspace) -> None:
    hostile = Known("need", "x", "a\0b'; DROP TABLE leads;--")
    assert write(record, shop, found(known=(hostile,))).lead.read_known() == (hostile,)
