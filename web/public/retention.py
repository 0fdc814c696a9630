"""What is kept how long, from the settings and the code that deletes it."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.joining import invitations
from accounts.sign_in import known_browsers
from billing import retention
from billing.models import Plan
from billing.reporting import rolling_up
from idempotency import once
from lessons.services import library, upkeep
from synthesis.jobs import history
from tenants import derived_files
from voices import unused
from webhooks import outbox
from workspace_exports import queue as exports


@dataclass(frozen=True, slots=True)
class Row:
    """Something that is kept, and for how long, in words."""

    what: str
    how_long: str


def schedule() -> list[Row]:
    """The same with what concerns the whole installation, for everybody."""
    recordings = _("until the voice is made of them, unless the workspace keeps recordings")
    log = timedelta(days=settings.ACTIVITY_DAYS)
    closing = timedelta(days=settings.CLOSING_DAYS)
    closed = _("%(days)s, in which it can be restored; then nothing of it is left")
    return [
        Row(_("Recordings of voices"), recordings),
        *rows(),
        *_of_plans(),
        Row(_("Whole sound files, to be fetched again"), _days(derived_files.KEPT)),
        Row(_("The log of who did what"), _days(log)),
        Row(_("Browsers in which somebody signed in, as a digest"), _days(known_browsers.KEPT)),
        Row(_("Accounts"), _("until they are deleted")),
        Row(_("A workspace that its owner deleted"), closed % {"days": _days(closing)}),
    ]


def _of_plans() -> list[Row]:
    """How long the public plans keep what programs have had spoken."""
    of_plan = _("What programs have had spoken, on the plan %(plan)s")
    found = []
    for plan in Plan.objects.filter(public=True):
        days = plan.history_days
        how_long = _days(timedelta(days=days)) if days else _("until deleted")
        found.append(Row(of_plan % {"plan": plan.name}, how_long))
    return found


def rows() -> list[Row]:
    """What a workspace keeps beside what programs have spoken, for its members."""
    bin_days, sound_days = _days(library.KEPT_IN_BIN), _days(upkeep.TAKES_KEPT)
    in_bin = _("until you delete them; then %(days)s in the bin") % {"days": bin_days}
    sounds = _("as long as a lesson plays them, and %(days)s more, for undo and old versions")
    figures = _("%(days)s; after that only the sum of each day, which stays")
    return [
        Row(_("Lessons"), in_bin),
        Row(_("The sounds of their lines"), sounds % {"days": sound_days}),
        Row(_("What was only tried out"), _days(history.PREVIEWS_KEPT)),
        Row(_("Voices"), _voices()),
        Row(
            _("Landmarks of recordings, by which copies are known"),
            _days(timedelta(days=settings.LANDMARKS_DAYS)),
        ),
        Row(_("The record of a consent"), _("always, as a proof")),
        Row(
            _("The length of each sentence that was made"),
            figures % {"days": _days(rolling_up.KEPT)},
        ),
        Row(_("Notices about used minutes"), _days(retention.NOTICES_KEPT)),
        Row(_("Invitations that ended"), _days(invitations.KEPT)),
        Row(_("Events that were sent to webhooks"), _days(outbox.KEPT)),
        Row(_("Downloads of the workspace that were prepared"), _days(exports.KEPT)),
        Row(_("Answers repeated for an Idempotency-Key"), _days(once.LIFE)),
    ]


def _voices() -> str:
    kept = _(
        "until you delete them, the speaker withdraws consent, or nobody has used them for "
        "%(unused)s; %(notice)s before that their holder and the admins are told"
    )
    figures = {
        "unused": _days(timedelta(days=settings.VOICE_UNUSED_DAYS)),
        "notice": _days(unused.NOTICE),
    }
    return kept % figures


def _days(span: timedelta) -> str:
    return ngettext("%(days)d day", "%(days)d days", span.days) % {"days": span.days}
