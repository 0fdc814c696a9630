"""Reads what strangers sent in a child process that can do nothing else. Knows no Django.

`run` gives a file to a module of ours that names what it may use; see `confined.room`.
"""

from confined.refusal import Refused
from confined.room import Died, Limits, run

__all__ = ["Died", "Limits", "Refused", "run"]
