"""How long a test waits, in seconds, for what must happen: a busy machine makes it slow and never wrong."""

PATIENCE = 900.0
