"""Identifiers: what they are made of, and how a shard and a UUIDv7 come from values alone."""

from functools import lru_cache
from hashlib import blake2b
from typing import NewType
from uuid import UUID

import xxhash

from dangol.terms.instants import Instant

WorkspaceId = NewType("WorkspaceId", str)
PersonId = NewType("PersonId", str)
MessageId = NewType("MessageId", str)
DecisionId = NewType("DecisionId", str)

SHARDS = 256


@lru_cache(maxsize=16_384)
def shard_of(person_id: str) -> int:
    """The shard, 0 to 255, in which all rows of a person stand."""
    return xxhash.xxh3_64_intdigest(person_id.encode()) & (SHARDS - 1)


def person_id_of(salt: str, identifier: str) -> PersonId:
    """The id of the person first seen under this identifier, in a workspace with this salt.

    A keyed hash (BLAKE2b, 128 bits): the same events give the same ids on every machine, and
    without the salt nobody can try which e-mail address an id stands for.
    """
    digest = blake2b(identifier.encode(), digest_size=16, key=salt.encode()[:64])
    return PersonId("p" + digest.hexdigest())


def uuid7(instant: Instant, chance: int) -> UUID:
    """A UUIDv7 of the instant; `chance` gives its 74 free bits.

    Source: RFC 9562 §5.7.
    """
    millis = instant // 1000
    high = (millis & 0xFFFF_FFFF_FFFF) << 80
    version = 0x7 << 76
    rand_a = ((chance >> 62) & 0xFFF) << 64
    variant = 0x2 << 62
    rand_b = chance & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=high | version | rand_a | variant | rand_b)
