"""Why nothing is written just now."""


class ClosedError(Exception):
    """The house has closed for maintenance."""


class MovedError(ClosedError):
    """The database that is open is not the one that lies where the settings say."""
