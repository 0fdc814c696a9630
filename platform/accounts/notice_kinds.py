"""What people are told about their accounts, and about their places in workspaces."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from notices.kinds import About, Fixed, NoticeKind

CHANGES = {
    "password_changed": gettext_lazy("the password was changed"),
    "password_set": gettext_lazy("a password was set"),
    "password_reset": gettext_lazy("the password was set anew, by a link from a mail"),
    "totp_activated": gettext_lazy("an app was set up as second factor"),
    "totp_deactivated": gettext_lazy("the app that was the second factor was taken away"),
    "webauthn_added": gettext_lazy("a passkey was set up"),
    "webauthn_removed": gettext_lazy("a passkey was deleted"),
    "recovery_codes_generated": gettext_lazy("new recovery codes were made"),
    "email_changed": gettext_lazy("the e-mail address was changed"),
}
"""What somebody is told of their account, whoever has done it."""


def _change(about: About) -> str:
    return str(CHANGES[about.details["what"]])


def _changed_title(about: About) -> str:
    return _("Your account at Lectern: %(what)s") % {"what": _change(about)}


def _changed(about: About) -> str:
    told = _(
        "In your account %(what)s, from the address %(address)s. If it was you, there is nothing "
        "to do. If not, set a new password now, which signs out everybody else."
    )
    return told % {"what": _change(about), "address": about.details["address"] or "?"}


def _signed_in(about: About) -> str:
    told = _(
        "Somebody signed in to your account with %(browser)s, from the address %(address)s, in a "
        "browser in which you had not signed in before. If it was you, there is nothing to do. If "
        "not, sign out there and change your password."
    )
    browser = about.details["browser"] or _("a browser that is not known")
    return told % {"browser": browser, "address": about.details["address"] or "?"}


def _attempts(_about: About) -> str:
    return _(
        "Somebody has tried many wrong passwords for your account within the hour. They did not "
        "get in, and you can sign in as always. If it was not you, and your password is short or "
        "used elsewhere, set another one and a second factor. You are told once a day at most."
    )


def _role_changed(about: About) -> str:
    role = Membership.Role(about.details["to"]).label
    figures = {"workspace": about.workspace, "role": role, "by": about.name("by")}
    if figures["by"]:
        return _("%(by)s made you %(role)s in the workspace “%(workspace)s”.") % figures
    return _("You are now %(role)s in the workspace “%(workspace)s”.") % figures


def _removed(about: About) -> str:
    told = _(
        "You are no longer a member of the workspace “%(workspace)s”. What was yours alone there, "
        "such as a voice of yours, is deleted. Your account stays."
    )
    return told % {"workspace": about.name("workspace")}


def _accepted(about: About) -> str:
    told = _("%(name)s accepted your invitation into the workspace “%(workspace)s”.")
    return told % {"name": about.name("name"), "workspace": about.workspace}


def _closing(about: About) -> str:
    day = date_format(datetime.fromisoformat(about.details["deletes_at"]), "Y-m-d")
    told = _(
        "An owner closed the workspace “%(workspace)s”. It can't be used any more, and on %(day)s "
        "all that is in it will be deleted: lessons, audio, voices, recordings and consents."
    )
    told %= {"workspace": about.workspace, "day": day}
    if about.role == Membership.Role.OWNER:
        more = _("Until then you can restore it, or download everything.")
    elif about.role == Membership.Role.ADMIN:
        more = _("Until then you can download everything, and an owner can restore it.")
    else:
        more = _("Until then an owner of the workspace can restore it.")
    return f"{told} {more}"


def _restored(about: About) -> str:
    told = _(
        "An owner restored the workspace “%(workspace)s”. It will not be deleted, and all that it "
        "had is there."
    )
    return told % {"workspace": about.workspace}


def _support_asks(about: About) -> str:
    names = {"who": about.name("who"), "workspace": about.workspace, "reason": about.name("reason")}
    told = _(
        "%(who)s, of the support of this installation, asks to look into the workspace "
        "“%(workspace)s” for an hour, and says why: “%(reason)s” They would read its pages, and "
        "could change, hear and download nothing. An admin of the workspace allows or declines it; "
        "without your permission they see nothing of it."
    )
    return told % names


KINDS = [
    NoticeKind(
        "account.new_browser",
        gettext_lazy("Somebody signs in to your account in a new browser"),
        title=lambda _about: _("Your account was used in a new browser"),
        text=_signed_in,
        leads_to="accounts:sessions",
        fixed=Fixed.SECURITY,
    ),
    NoticeKind(
        "account.changed",
        gettext_lazy("Your password, e-mail address, second factor or a passkey is changed"),
        title=_changed_title,
        text=_changed,
        leads_to="accounts:password-reset",
        fixed=Fixed.SECURITY,
    ),
    NoticeKind(
        "account.attempts",
        gettext_lazy("Many attempts to sign in to your account fail"),
        title=lambda _about: _("Many attempts to sign in to your account at Lectern"),
        text=_attempts,
        leads_to="accounts:account",
        fixed=Fixed.SECURITY,
    ),
    NoticeKind(
        "member.role_changed",
        gettext_lazy("You get another role in a workspace"),
        title=lambda _about: _("You have another role in a workspace"),
        text=_role_changed,
        leads_to="workspace:members",
    ),
    NoticeKind(
        "member.removed",
        gettext_lazy("You are removed from a workspace"),
        title=lambda _about: _("You were removed from a workspace"),
        text=_removed,
        fixed=Fixed.CONTRACT,
        outlasts=True,
    ),
    NoticeKind(
        "invitation.accepted",
        gettext_lazy("Somebody accepts your invitation"),
        title=lambda _about: _("Your invitation was accepted"),
        text=_accepted,
        leads_to="workspace:members",
        mail=False,
    ),
    NoticeKind(
        "support.asks",
        gettext_lazy("Support asks to look into a workspace that you run"),
        title=lambda _about: _("Support asks to look into a workspace of yours in Lectern"),
        text=_support_asks,
        leads_to="workspace:support",
        fixed=Fixed.SECURITY,
    ),
    NoticeKind(
        "workspace.closing",
        gettext_lazy("A workspace of yours will be deleted"),
        title=lambda _about: _("A workspace of yours in Lectern will be deleted"),
        text=_closing,
        leads_to="workspace:home",
        fixed=Fixed.CONTRACT,
    ),
    NoticeKind(
        "workspace.restored",
        gettext_lazy("A workspace of yours is open again"),
        title=lambda _about: _("A workspace of yours in Lectern is open again"),
        text=_restored,
        leads_to="workspace:home",
        fixed=Fixed.CONTRACT,
    ),
]
