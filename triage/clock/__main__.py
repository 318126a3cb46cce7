"""`python -m triage.clock`: start the clock from the settings."""

from triage.clock.start import say_little, start

say_little()
start()
