"""How a stored event names a sealed item: by its id and by the digest of its envelope (SPEC 13.7)."""

from collections.abc import Iterator
from typing import Annotated, Self

import msgspec

from crypto.envelope import digest
from intake.contents.versioned import Part, Versioned

HexId = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
HexDigest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class ItemRef(Part, frozen=True):
    """One sealed item: whoever takes it away or puts another in its place is seen."""

    id: HexId
    digest: HexDigest

    @classmethod
    def of(cls, item_id: bytes, envelope: bytes) -> Self:
        """Name an item as it is stored."""
        return cls(item_id.hex(), digest(envelope).hex())

    def names(self, item_id: bytes, envelope: bytes) -> bool:
        """Say whether this is still that item, unchanged; stanzas may have come and gone."""
        return self == self.of(item_id, envelope)


def refs_in(stored: Versioned) -> Iterator[ItemRef]:
    """Give every item that a stored form names in its own fields, one by one or in a list."""
    for name in stored.__struct_fields__:
        value = getattr(stored, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, ItemRef):
                yield each
