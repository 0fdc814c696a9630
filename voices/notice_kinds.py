"""What people are told about voices."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices.kinds import About, Fixed, NoticeKind


def _own_gone(about: About) -> str:
    names = {
        "by": about.name("by"),
        "voice": about.name("voice"),
        "workspace": about.workspace,
    }
    if names["by"]:
        who = _("%(by)s has deleted your voice “%(voice)s” in the workspace “%(workspace)s”.")
    else:
        who = _(
            "Your voice “%(voice)s” in the workspace “%(workspace)s” was deleted by an API token."
        )
    if about.details["deleted"]:
        what = _(
            "Its recordings and everything made from them are deleted. Audio that was made with it "
            "stays."
        )
    else:
        what = _(
            "The consent that it was made under is withdrawn, and its recordings are deleted. "
            "Audio that was made with it stays."
        )
    return f"{who % names} {what}"


def _gone(about: About) -> str:
    count = about.details["lessons"]
    told = ngettext(
        "The voice “%(voice)s” in the workspace “%(workspace)s” is withdrawn or deleted. "
        "%(count)d lesson of yours has lines in it: they play as they are, and need another voice "
        "to be made again.",
        "The voice “%(voice)s” in the workspace “%(workspace)s” is withdrawn or deleted. "
        "%(count)d lessons of yours have lines in it: they play as they are, and need another "
        "voice to be made again.",
        count,
    )
    return told % {"voice": about.name("voice"), "workspace": about.workspace, "count": count}


def _ready(about: About) -> str:
    told = _("The voice “%(voice)s” in the workspace “%(workspace)s” is ready.")
    return told % {"voice": about.name("voice"), "workspace": about.workspace}


def _failed(about: About) -> str:
    told = _(
        "The voice “%(voice)s” in the workspace “%(workspace)s” can't be made of its recording. "
        "Its page says why, and what helps."
    )
    return told % {"voice": about.name("voice"), "workspace": about.workspace}


KINDS = [
    NoticeKind(
        "voice.own_gone",
        gettext_lazy("Somebody deletes your voice, or withdraws its consent"),
        title=lambda _about: _("Your voice is deleted"),
        text=_own_gone,
        leads_to="workspace:new-voice",
        fixed=Fixed.CONTRACT,
    ),
    NoticeKind(
        "voice.gone",
        gettext_lazy("A voice that your lessons use is withdrawn or deleted"),
        title=lambda _about: _("A voice of your lessons is gone"),
        text=_gone,
        leads_to="workspace:lessons",
    ),
    NoticeKind(
        "voice.ready",
        gettext_lazy("A voice that you recorded is ready"),
        title=lambda _about: _("Your voice is ready"),
        text=_ready,
        leads_to="workspace:voices",
        mail=False,
    ),
    NoticeKind(
        "voice.failed",
        gettext_lazy("A voice can’t be made of what you recorded"),
        title=lambda _about: _("Your voice could not be made"),
        text=_failed,
        leads_to="workspace:voices",
        mail=False,
    ),
]
