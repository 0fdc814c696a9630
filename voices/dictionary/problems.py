"""What is wrong with a file of entries, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tenants.refusal import Refused

MOST_SHOWN = 50
_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` counts from 1, as the file is shown."""

    line: int
    code: str
    message: str

    def __str__(self) -> str:
        if not self.line:
            return self.message
        return _("Line %(line)s: %(message)s") % {"line": self.line, "message": self.message}


class EntriesRefused(Refused):
    """Entries that can't be taken in. `problems` holds the first 50, the message the first 10."""

    def __init__(self, problems: list[Problem]) -> None:
        told = " ".join(str(problem) for problem in problems[:_MOST_TOLD])
        if len(problems) > _MOST_TOLD:
            told += " " + _("More lines are wrong.")
        super().__init__("entries_invalid", told, param="entries")
        self.problems = problems
