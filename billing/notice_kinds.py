"""What admins are told about the plan and what is used of it."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import QuotaNotice
from notices.kinds import About, Fixed, NoticeKind


def _plan_changed(about: About) -> str:
    told = _("The workspace “%(workspace)s” is on the plan %(to)s now. It was on %(before)s.")
    names = {"to": about.name("to"), "before": about.name("before")}
    return told % {"workspace": about.workspace, **names}


def _plan_ends(about: About) -> str:
    told = _(
        "The plan of the workspace “%(workspace)s” ends on %(day)s. After that it is on the free "
        "plan, with less audio a day."
    )
    return told % {"workspace": about.workspace, "day": _day(about.details["day"], "DATE_FORMAT")}


def _payment_failed(about: About) -> str:
    told = _(
        "A payment for the workspace “%(workspace)s” failed. The payment provider tries again; "
        "where that fails, too, the plan ends. Look whether the card is still good."
    )
    return told % {"workspace": about.workspace}


def _suspended(about: About) -> str:
    told = _(
        "The operator has suspended the workspace “%(workspace)s”: %(reason)s Nothing is made "
        "meanwhile; what is there can be read and downloaded."
    )
    return told % {"workspace": about.workspace, "reason": about.name("reason")}


def _readmitted(about: About) -> str:
    told = _("The workspace “%(workspace)s” is no longer suspended. Its jobs go on.")
    return told % {"workspace": about.workspace}


def _quota(about: About) -> str:
    percent, begins = about.details["percent"], about.details["begins"]
    figures = {"name": about.workspace, "percent": percent}
    if about.details["scope"] == QuotaNotice.Scope.DAY:
        told = _("The workspace %(name)s has used %(percent)s %% of its audio for %(day)s.")
        told %= {**figures, "day": _day(begins, "DATE_FORMAT")}
    else:
        told = _("The workspace %(name)s has used %(percent)s %% of its audio for %(month)s.")
        told %= {**figures, "month": _day(begins, "YEAR_MONTH_FORMAT")}
    if percent < 100:
        more = _("A larger plan gives more.")
    else:
        more = _(
            "Jobs that reached the limit are paused and keep their finished audio; they resume "
            "when there is audio again, or at once with a larger plan."
        )
    return f"{told} {more}"


def _quota_title(about: About) -> str:
    return _("%(percent)s %% of the audio is used") % {"percent": about.details["percent"]}


def _day(iso: str, form: str) -> str:
    return date_format(datetime.date.fromisoformat(iso), form)


KINDS = [
    NoticeKind(
        "plan.changed",
        gettext_lazy("The plan of a workspace that you run changes"),
        title=lambda _about: _("A workspace of yours has another plan"),
        text=_plan_changed,
        leads_to="workspace:plans",
        fixed=Fixed.CONTRACT,
    ),
    NoticeKind(
        "plan.ends",
        gettext_lazy("The plan of a workspace that you run will end"),
        title=lambda _about: _("The plan of a workspace of yours will end"),
        text=_plan_ends,
        leads_to="workspace:plans",
        fixed=Fixed.CONTRACT,
    ),
    NoticeKind(
        "plan.payment_failed",
        gettext_lazy("A payment for a workspace that you run fails"),
        title=lambda _about: _("A payment for a workspace of yours failed"),
        text=_payment_failed,
        leads_to="workspace:plans",
        fixed=Fixed.CONTRACT,
    ),
    NoticeKind(
        "workspace.suspended",
        gettext_lazy("A workspace that you run is suspended"),
        title=lambda _about: _("A workspace of yours is suspended"),
        text=_suspended,
        leads_to="workspace:plans",
        fixed=Fixed.CONTRACT,
    ),
    NoticeKind(
        "workspace.readmitted",
        gettext_lazy("A workspace that you run is no longer suspended"),
        title=lambda _about: _("A workspace of yours is no longer suspended"),
        text=_readmitted,
        leads_to="workspace:home",
        fixed=Fixed.CONTRACT,
    ),
    NoticeKind(
        "quota.reached",
        gettext_lazy("A workspace that you run has used most or all of its audio"),
        title=_quota_title,
        text=_quota,
        leads_to="workspace:plans",
    ),
]
