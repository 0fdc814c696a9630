"""What is wrong with a file of entries, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tenants.refusal import Refused

MOST_SHOWN = 50
_MOST_IN_MESSAGE = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line; lines count from 1, 0 stands for a form."""

    line: int
    code: str
    message: str

    def __str__(self) -> str:
        if not self.line:
            return self.message
        return _("Line %(line)s: %(message)s") % {"line": self.line, "message": self.message}


class EntriesRefused(Refused):
    """Entries that are refused. `problems` has the first 50 problems, the message the first 10."""

    def __init__(self, problems: list[Problem]) -> None:
        message = " ".join(str(problem) for problem in problems[:_MOST_IN_MESSAGE])
        if len(problems) > _MOST_IN_MESSAGE:
            message += " " + _("More lines are wrong.")
        super().__init__("entries_invalid", message, param="entries")
        self.problems = problems
