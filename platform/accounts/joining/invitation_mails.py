"""How many invitations a workspace may mail, and how many an address may get, within a day.

Else whoever opens a trial could have Lectern send mails to anybody. Counted in the database, as
limits in Valkey are gone with it, and whoever withdraws an invitation has sent it all the same.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import InvitationMail
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused

SPAN = timedelta(days=1)
MOST, MOST_OF_TRIAL = 200, 20
"""Mails of one workspace within SPAN: on the day that a school begins, its whole staff."""
MOST_TO_ADDRESS = 3
"""Of all workspaces together."""
FORGOTTEN_AT_ONCE = 1_000


def count(*, tenant: Tenant, limits: Limits, email: str) -> None:
    """Count a mail that is about to be sent, in the caller's transaction, which holds the tenant's
    lock. Raises Refused (429), having counted nothing."""
    digest = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    lately = InvitationMail.objects.filter(counted_at__gt=timezone.now() - SPAN)
    most = MOST_OF_TRIAL if limits.plan == settings.FREE_PLAN else MOST
    if lately.filter(tenant=tenant).count() >= most:
        message = _(
            "This workspace has sent %(most)s invitations within a day, which is the most. "
            "Invite others tomorrow."
        )
        raise Refused("too_many_invitation_mails", message % {"most": most}, status=429)
    with connection.cursor() as cursor:
        # Two workspaces may invite one person at the same moment.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('lectern:invited:' || %s))", [digest])
    if lately.filter(address_digest=digest).count() >= MOST_TO_ADDRESS:
        message = _(
            "This address has got %(most)s invitations within a day, which is the most. "
            "Invite it again tomorrow."
        )
        figures = {"most": MOST_TO_ADDRESS}
        raise Refused("too_many_invitation_mails", message % figures, param="email", status=429)
    InvitationMail.objects.create(tenant=tenant, address_digest=digest)


def forget_old() -> int:
    """Delete a batch of mails that count no more; returns how many."""
    old = InvitationMail.objects.filter(counted_at__lt=timezone.now() - SPAN)
    batch = old.order_by().values("id")[:FORGOTTEN_AT_ONCE]
    return InvitationMail.objects.filter(id__in=batch).delete()[0]
