"""A catalogue's changes reach the record, and the people who looked at what changed."""

from collections.abc import Iterable, Sequence

from dangol.decide.intent_prior import prior_intent
from dangol.decide.playbook import Playbook
from dangol.engine.group import tell_people
from dangol.engine.live import policy_of
from dangol.engine.path import DecisionPath
from dangol.listen.catalogue.product import CatalogueChanges, Product, compare_products
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant

PAGE_PEOPLE = 1_000


def take_catalogue(
    record: Record,
    workspace: Workspace,
    playbooks: Sequence[Playbook],
    products: Iterable[Product],
    now: Instant,
) -> CatalogueChanges:
    """The products are in the record, and whoever watched a changed one has heard of it.

    A page of people at a time, each in a transaction of its own. Being told twice is not possible:
    a person's state remembers the product as it was told.
    Raises: RecordError.
    """
    products = list(products)
    with record.transaction(workspace.workspace_id) as unit:
        before = unit.read_products({product.product_id for product in products})
        changes = compare_products(before, products)
        unit.write_products((change.product for change in changes.changes), now)
    told = [one for one in changes.changes if one.is_back_in_stock or one.price_drop is not None]
    path = DecisionPath(policy_of(workspace), playbooks, prior_intent)
    after = ""
    while told:
        with record.transaction(workspace.workspace_id) as unit:
            page = unit.read_people_after(after, PAGE_PEOPLE)
            if not page[0]:
                break
            tell_people(unit, path, page, told, now)
        after = page[0][-1].person_id
    return changes
