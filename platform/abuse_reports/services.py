"""Reports of abuse: made by anybody, decided by an operator, and opened again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from abuse_reports.models import AbuseReport
from accounts.actor import Actor
from activity.log import Detail, record
from activity.who import Kind, Origin, Thing, Who
from tenants.models import Tenant
from tenants.refusal import Refused

KEPT = timedelta(days=400)
"""After the decision."""
AT_ONCE = 1_000
Decision = AbuseReport.Decision


@transaction.atomic
def report(
    *, what: str, text: str, email: str, about: str, tenant: Tenant | None, share_id: str
) -> AbuseReport:
    """Put a report into the operators' queue. The workspace that it is about learns nothing, and
    neither where the report came from nor its text goes into the activity log."""
    made = AbuseReport.objects.create(
        what=AbuseReport.What(what),
        text=text,
        email=email,
        about=about,
        tenant=tenant,
        share_id=share_id,
    )
    # Whoever reports may fear the one they report: the log names nobody.
    _record("report.made", made, Who(Kind.PERSON, origin=Origin()), what=what)
    return made


@transaction.atomic
def decide(*, report_id: str, decision: str, reason: str, by: Actor) -> AbuseReport:
    """Close a report with a reason. Raises Refused: there is none, or somebody has decided."""
    found = _locked(report_id)
    if found.decision != Decision.OPEN:
        message = _("Somebody has decided on this report already.")
        raise Refused("report_decided", message, status=409)
    if decision not in (Decision.ACTED, Decision.DISMISSED):
        raise Refused("invalid_value", _("Choose a decision."), param="decision")
    found.decision, found.decision_reason = decision, reason
    found.decided_at, found.decided_by = timezone.now(), by.user
    found.save(update_fields=["decision", "decision_reason", "decided_at", "decided_by"])
    _record("report.decided", found, by.who, decision=decision, reason=reason)
    return found


@transaction.atomic
def reopen(*, report_id: str, by: Actor) -> None:
    """Take a decision back: the report waits again. One that waits is left as it is."""
    found = _locked(report_id)
    if found.decision == Decision.OPEN:
        return
    _record("report.reopened", found, by.who, decision=found.decision)
    found.decision, found.decision_reason = Decision.OPEN, ""
    found.decided_at, found.decided_by = None, None
    found.save(update_fields=["decision", "decision_reason", "decided_at", "decided_by"])


def forget_old() -> int:
    """Delete a batch of reports that were decided long ago; returns how many."""
    old = AbuseReport.objects.filter(decided_at__lt=timezone.now() - KEPT)
    return AbuseReport.objects.filter(id__in=old.values("id")[:AT_ONCE]).delete()[0]


def _locked(report_id: str) -> AbuseReport:
    found = AbuseReport.objects.select_for_update(of=("self",)).filter(id=report_id).first()
    if found is None:
        raise Refused("report_not_found", _("There is no such report."), status=404)
    return found


def _record(action: str, found: AbuseReport, by: Who, **details: Detail) -> None:
    record(action=action, by=by, tenant=None, thing=Thing("report", found.id), details=details)
