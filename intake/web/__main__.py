"""The portal as a process: python -m intake.web --port 8000 --workers 2."""

from intake.page.serve import RENEWED, serve
from intake.web import checked_settings

serve("portal", checked_settings, "intake.web:from_environment", *RENEWED)
