"""
An installation with both its apps and its clock.

Portal and office run in this process on one pair of real databases, the clock ticks in between, and one
frozen clock tells the time to all three.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from intake.settings import load_portal
from intake.store.engine import read
from intake.web import create_app
from tests.office import Browser, OfficeWorld
from tests.visitor import Visitor
from tests.weekdays import on
from triage.clock.dependencies import dependencies_of
from triage.services.clock.steadiness import believe
from triage.services.clock.tick import ClockDependencies, tick
from triage.settings import load_clock
from triage.store.cases import all_cases
from triage.store.visibility import system_access


@dataclass
class Town:
    """An installation with both its apps and its clock."""

    office: OfficeWorld
    portal: Flask
    dependencies: ClockDependencies

    def go(self, day: str, hour: int = 10) -> None:
        """Let it become another day, with a tick of the clock in the morning."""
        self.office.clock.on(on(day), hour)
        self.tick()

    def tick(self) -> None:
        """Let the clock do what is due."""
        now = self.office.clock.now()
        believe(self.office.organisation, now)
        assert tick(self.office.organisation, self.dependencies, now=now, owner=b"t" * 16) == ()

    def anna(self) -> Browser:
        """Give the advisor at her desk, signed in anew: a day has gone by."""
        return self.office.signed_in("anna")

    def reader(self, reference: str) -> Browser:
        """Give the advisor with a case open before her."""
        anna = self.anna()
        anna.get(f"/cases/{reference}")
        anna.follow(f"/cases/{reference}/open")
        return anna

    def visitor(self) -> Visitor:
        """Give somebody at the portal."""
        return Visitor(self.portal.test_client())

    def report(self, what: str, relation: str = "employee") -> str:
        """Let somebody report without a name, and give the code on the receipt."""
        visitor = self.visitor()
        visitor.get("/en/report/")
        visitor.press("Next", relation=relation)
        if relation == "citizen":
            visitor.press("Go on with the report")
        visitor.press("Next", what=what)
        for _page in ("who receives it", "files", "name"):
            visitor.press("Next")
        visitor.press("Send the report")
        return visitor.code

    def mailbox(self, code: str) -> Visitor:
        """Come back with the code."""
        visitor = self.visitor()
        visitor.get("/en/mailbox/")
        visitor.press("Open the mailbox", code=code)
        return visitor

    def schemes(self) -> list[str]:
        """Give the scheme of every case there is, behind everybody's back."""
        with read(self.office.organisation.triage) as connection:
            return sorted(row.scheme for row in all_cases(connection, system_access()))


def with_portal(office: OfficeWorld, folder: Path, **settings: str) -> Town:
    """Give the office that was founded in a folder its portal and its clock, which ticks once."""
    environment = {**os.environ, "BETRO_SETTINGS": str(folder / "betro.toml"), **settings}
    portal = create_app(load_portal(environment), office.clock)
    portal.config["PROPAGATE_EXCEPTIONS"] = True
    town = Town(office, portal, dependencies_of(load_clock(environment)))
    town.tick()
    return town
