"""What is kept of buyers without need is forgotten, in small steps, once an hour."""

from collections.abc import Callable

from dangol.store.booking_counts import forget_counts
from dangol.store.deliveries import empty_sent
from dangol.store.record import Record
from dangol.terms.instants import DAY_US, HOUR_US, Instant

EVERY_US = HOUR_US
KEPT_DAYS = 30
"""What was brought keeps its words so long, for whoever asks what was sent."""
AT_ONCE = 500
"""In one transaction: others write between two of them."""
MOST_FORGOTTEN = 20 * AT_ONCE
"""In one go: others do something else before what is left."""


def forget_old(record: Record, now: Instant, *, is_over: Callable[[], bool] = lambda: False) -> int:
    """What was brought more than KEPT_DAYS ago says nothing any more, and who booked from where is
    not known beyond a day; returns how many rows that changed. Any number of servers may do so at
    once. It goes no further than MOST_FORGOTTEN, nor once `is_over`.

    Law: what waits or is dead keeps its words, and no key is forgotten.
    Raises: RecordError.
    """
    before = Instant(now - KEPT_DAYS * DAY_US)
    forgotten = record.write(lambda connection: forget_counts(connection, now))
    for _ in range(MOST_FORGOTTEN // AT_ONCE):
        if is_over():
            break
        emptied = record.write(lambda connection: empty_sent(connection, before, AT_ONCE))
        forgotten += emptied
        if emptied < AT_ONCE:
            break
    return forgotten
