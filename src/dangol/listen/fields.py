"""How a field of a struct is set."""

from typing import TypeVar

import msgspec

_Kind = TypeVar("_Kind", bound=type[msgspec.Struct])


def plainly_set(kind: _Kind) -> _Kind:
    """Fields of this struct, which the collector does not look at, are set as Python sets slots.

    A struct sets them by a function of its own, which tells the collector; the interpreter's quick
    way for slots is then closed. It is 3% of a rehearsal.
    """
    kind.__setattr__ = object.__setattr__
    kind.__delattr__ = object.__delattr__
    return kind
