"""A catalogue's changes reach the people who looked at what changed, and then the record."""

from collections.abc import Callable, Iterable, Sequence

from dangol.decide.intent_prior import prior_intent
from dangol.decide.playbook import Playbook
from dangol.engine.group import tell_people
from dangol.engine.live import policy_of
from dangol.engine.path import DecisionPath
from dangol.listen.catalogue.product import (
    CatalogueChange,
    CatalogueChanges,
    Product,
    compare_products,
)
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
    *,
    progress: Callable[[int], None] | None = None,
) -> CatalogueChanges:
    """Whoever watched a changed product has heard of it, and the products are in the record.

    `progress` is told how many people were gone through.
    Laws: nothing is lost and nothing is said twice, wherever it is interrupted. People are told a
    page at a time, each page in a transaction of its own; the products are written by the one
    transaction that finds nothing left to tell, so until then the next run finds the same changes;
    and a person's state remembers what was said.
    Raises: RecordError.
    """
    products = list(products)
    path = DecisionPath(policy_of(workspace), playbooks, prior_intent)
    told: set[CatalogueChange] = set()
    while True:
        with record.transaction(workspace.workspace_id) as unit:
            before = unit.read_products({product.product_id for product in products})
            changes = compare_products(before, products)
            # Between two runs through here another import may have changed what is compared with.
            untold = [one for one in changes.changes if _is_news(one) and one not in told]
            if not untold:
                unit.write_products((change.product for change in changes.changes), now)
                return changes
        _tell(record, path, untold, now, progress)
        told.update(untold)


def _is_news(change: CatalogueChange) -> bool:
    return change.is_back_in_stock or change.price_drop is not None


def _tell(
    record: Record,
    path: DecisionPath,
    changes: Sequence[CatalogueChange],
    now: Instant,
    progress: Callable[[int], None] | None,
) -> None:
    after, gone_through = "", 0
    while True:
        with record.transaction(path.policy.workspace_id) as unit:
            page = unit.read_people_after(after, PAGE_PEOPLE)
            if not page[0]:
                return
            tell_people(unit, path, page, changes, now)
        after = page[0][-1].person_id
        gone_through += len(page[0])
        if progress is not None:
            progress(gone_through)
