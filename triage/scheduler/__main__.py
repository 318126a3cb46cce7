"""
`python -m triage.scheduler`: start the clock from the settings.
"""

import logging

from triage.scheduler.start import start

logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
# A tick that takes longer than the time between two is nothing to warn of: the next one comes later.
logging.getLogger("apscheduler").setLevel(logging.ERROR)
start()
