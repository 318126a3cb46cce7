"""`python -m triage.scheduler`: start the clock from the settings."""

from triage.scheduler.start import say_little, start

say_little()
start()
