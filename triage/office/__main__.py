"""The office as a process: python -m triage.office --port 8001."""

from intake.page.serve import serve
from triage.office.app import check_start

serve("office", check_start, "triage.office:from_environment")
