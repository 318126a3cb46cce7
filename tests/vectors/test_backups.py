"""Every vector of a backup's part has its one outcome."""

import pytest

from crypto.backup import open_part, part_context
from crypto.identities import Identity
from tests.vectors.form import OUTCOMES, Vector, read_all


@pytest.mark.parametrize("vector", list(read_all("backup")), ids=lambda vector: vector.name)
def test_part(vector: Vector) -> None:
    """A part opens to its content, or not at all."""
    holder = Identity.from_seed(bytes.fromhex(vector.get("seed")))
    place = part_context(
        bytes.fromhex(vector.get("organisation")), bytes.fromhex(vector.get("cut")), vector.get("name")
    )

    def act() -> bytes:
        return b"".join(open_part(holder, place, [vector.body], len(vector.body)))

    error = OUTCOMES[vector.get("expect")]
    if error is None:
        assert act().decode() == vector.get("content")
        return
    with pytest.raises(error) as caught:
        act()
    assert caught.type is error
