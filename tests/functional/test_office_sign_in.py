"""
Signing in to the office and out of it.
"""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.office import OfficeWorld, found_office

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """
    An office on Monday 23 November 2026.
    """
    return found_office(tmp_path / "office", MONDAY)


def test_a_person_with_name_passphrase_and_code_comes_in(world: OfficeWorld) -> None:
    """The front page is shown to whoever has signed in, by name."""
    browser = world.signed_in("anna")
    browser.get("/")
    assert "Anna Advisor" in browser.words("header")
