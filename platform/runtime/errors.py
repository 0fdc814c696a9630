class StartError(Exception):
    """Lectern can't start. The message says why, and what to do about it."""
