"""The kinds of notices: what each says, where it leads, and whether it can be switched off.

Those of a domain stand in its `notice_kinds.py`; settings.NOTICE_KINDS names them all, as this app
knows nothing of voices and plans.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from tenants.naming.plain_names import inert


class Fixed(StrEnum):
    """Why a kind can't be switched off."""

    SECURITY = "security"
    """The account may be in somebody else's hands, who would switch it off first."""
    CONTRACT = "contract"
    """People must be told: what they pay, or that what is theirs will be deleted."""


@dataclass(frozen=True, slots=True)
class About:
    """What a notice's text is made of."""

    details: Mapping[str, Any] = field(default_factory=dict)
    tenant_name: str = ""
    role: str = ""
    """The reader's role in the workspace."""
    in_mail: bool = False

    @property
    def workspace(self) -> str:
        """The name that the workspace has now."""
        return inert(self.tenant_name) if self.in_mail else self.tenant_name

    def name(self, of: str) -> str:
        """A name among the details. Strangers may have chosen it: in mails it is no link."""
        given = str(self.details.get(of, ""))
        return inert(given) if self.in_mail else given


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice. Its functions give sentences in the active language."""

    name: str
    label: Promise
    """What it is called where it is switched."""
    title: Callable[[About], str]
    """A few words, the subject of its mail. No name that somebody chose may stand in it."""
    text: Callable[[About], str]
    """Plain text."""
    leads_to: str = ""
    """The name of a page: `workspace:…` of the notice's workspace, or `accounts:…`; or none."""
    fixed: Fixed | None = None
    mail: bool = True
    """Whether it is mailed, unless its reader says otherwise."""
    outlasts: bool = False
    """Whether those are told who are no members (any more)."""


@cache
def kinds() -> dict[str, NoticeKind]:
    """All kinds by name, in the order in which they are shown."""
    return {kind.name: kind for listed in settings.NOTICE_KINDS for kind in import_string(listed)}
