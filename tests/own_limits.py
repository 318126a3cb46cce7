"""A house's own file, for tests: one limit of two years, one local rule, one aim."""

from pathlib import Path

from triage.rules.rulebook import Rulebook, load_rulebook, with_local_limits
from triage.rules.tables import File

LIMITS = """\
[[area]]
code = "home_help"
names = { da = "Hjemmehjælp", en = "Home help" }

[[limit]]
rule = "RSL-3-2"
area = "home_help"
length = 4
unit = "week"
valid_from = 2025-01-01
valid_to = 2026-12-31
source = "Decided in 2024"

[[limit]]
rule = "RSL-3-2"
area = "home_help"
length = 15
unit = "working_day"
calendar = "strict"
valid_from = 2027-01-01
source = "Decided in 2026"

[[limit]]
rule = "LOCAL-RESP"
area = "letters"
length = 10
unit = "working_day"
calendar = "strict"
valid_from = 2025-01-01
source = "Service rule of 2024"
"""
AIM = """
[[target]]
rule = "BR-FIRST"
length = 5
unit = "working_day"
calendar = "strict"
valid_from = 2026-01-01
"""
EVERYTHING = LIMITS + AIM


def house(folder: Path, text: str = EVERYTHING) -> Rulebook:
    """The shipped rules with a house's own file."""
    file = folder / "limits.toml"
    file.write_text(text, encoding="utf-8")
    return with_local_limits(load_rulebook(), File.open(file))
