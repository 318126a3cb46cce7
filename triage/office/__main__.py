"""The office as a process: python -m triage.office --port 8001."""

from intake.page.serve import serve
from triage.office.app import checked_settings

serve("office", checked_settings, "triage.office:from_environment")
