"""The portal as a process: python -m intake.web --port 8000 --workers 2."""

from intake.page.serve import serve
from intake.settings import load_portal

serve("portal", load_portal, "intake.web:from_environment")
