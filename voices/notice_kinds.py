"""What people are told about voices."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices.kinds import About, Fixed, NoticeKind


def _own_gone(about: About) -> str:
    names = {
        "by": about.name("by"),
        "voice": about.name("voice"),
        "workspace": about.workspace,
    }
    if about.details.get("unused"):
        who = _(
            "Your voice “%(voice)s” in the workspace “%(workspace)s” was deleted, as nobody has "
            "used it for long."
        )
    elif names["by"]:
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


def _unused(about: About) -> str:
    told = _(
        "Nobody has used the voice “%(voice)s” in the workspace “%(workspace)s” for long. It will "
        "be deleted after %(day)s, with its recordings. To keep it, have something spoken with it."
    )
    day = datetime.date.fromisoformat(about.details["day"])
    names = {"voice": about.name("voice"), "workspace": about.workspace}
    return told % {**names, "day": date_format(day, "DATE_FORMAT")}


def _asked(about: About) -> str:
    names = {"by": about.name("by"), "workspace": about.workspace}
    if names["by"]:
        who = _(
            "%(by)s has recorded a voice in the workspace “%(workspace)s” and says it is yours."
        )
    else:
        who = _("A voice was recorded in the workspace “%(workspace)s” that is said to be yours.")
    what = _(
        "Confirm it or decline it on the page of consents. Until you confirm, the voice can’t be "
        "used; if you decline, the recording and all that was made of it are deleted."
    )
    return f"{who % names} {what}"


def _answered(about: About) -> str:
    names = {"person": about.name("person"), "workspace": about.workspace}
    if about.details["confirmed"]:
        told = _(
            "%(person)s has confirmed the consent that you recorded in the workspace "
            "“%(workspace)s”."
        )
    else:
        told = _(
            "The consent of %(person)s that you recorded in the workspace “%(workspace)s” was "
            "declined. The recording and all that was made of it are deleted."
        )
    return told % names


KINDS = [
    NoticeKind(
        "consent.asked",
        gettext_lazy("Somebody records a voice that is said to be yours"),
        title=lambda _about: _("Is this your voice?"),
        text=_asked,
        leads_to="workspace:voice-consents",
        fixed=Fixed.SECURITY,
    ),
    NoticeKind(
        "consent.answered",
        gettext_lazy("A speaker answers whether a voice that you recorded is theirs"),
        title=lambda _about: _("A speaker has answered"),
        text=_answered,
        leads_to="workspace:voice-consents",
        mail=False,
    ),
    NoticeKind(
        "voice.own_gone",
        gettext_lazy("Somebody deletes your voice, or withdraws its consent"),
        title=lambda _about: _("Your voice is deleted"),
        text=_own_gone,
        leads_to="workspace:new-voice",
        fixed=Fixed.CONTRACT,
    ),
    NoticeKind(
        "voice.unused",
        gettext_lazy("A voice will be deleted that nobody uses"),
        title=lambda _about: _("A voice that nobody uses will be deleted"),
        text=_unused,
        leads_to="workspace:voices",
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
