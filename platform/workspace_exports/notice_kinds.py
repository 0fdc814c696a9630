"""What people are told of the downloads that they asked for."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.kinds import About, NoticeKind
from workspace_exports.queue import KEPT, REASONS


def _ready(about: About) -> str:
    told = _(
        "The download of the workspace “%(workspace)s” that you asked for is ready (%(size)s). It "
        "is kept for %(days)d days."
    )
    figures = {"workspace": about.workspace, "days": KEPT.days}
    return told % {**figures, "size": filesizeformat(about.details["size"])}


def _failed(about: About) -> str:
    told = _("The download of the workspace “%(workspace)s” could not be prepared. %(why)s")
    why = str(REASONS[about.details["reason"]])
    return told % {"workspace": about.workspace, "why": why}


KINDS = [
    NoticeKind(
        "workspace.export_ready",
        gettext_lazy("A download of a workspace that you asked for is ready"),
        title=lambda _about: _("Your download is ready"),
        text=_ready,
        leads_to="workspace:exports",
    ),
    NoticeKind(
        "workspace.export_failed",
        gettext_lazy("A download of a workspace that you asked for fails"),
        title=lambda _about: _("Your download could not be prepared"),
        text=_failed,
        leads_to="workspace:exports",
    ),
]
