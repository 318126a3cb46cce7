"""`make soak` lights the long fire, by a name that no process of Betro takes for a setting."""

from pathlib import Path

from tests.rounds import VARIABLE

MAKEFILE = Path(__file__).resolve().parents[2] / "Makefile"


def test_make_soak_lights_the_long_fire() -> None:
    """Its own line of the Makefile says so, and a setting begins otherwise."""
    (recipe,) = (
        part for part in MAKEFILE.read_text(encoding="utf-8").split("\n\n") if part.startswith("soak:")
    )
    assert f"{VARIABLE}=1 exec" in recipe
    assert not VARIABLE.startswith("BETRO_")
