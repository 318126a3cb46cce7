"""
`python -m triage.scheduler`: start the clock from the settings.
"""

import logging

from triage.scheduler.start import start

logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
start()
