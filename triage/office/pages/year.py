"""The year: where the registers are, and what is written from them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from triage.office.presentation.registers import REGISTERS


def year_page() -> ResponseReturnValue:
    """Show the way to each register."""
    return render_template("office/year.html", registers=list(REGISTERS.values()))
