"""Mails to all members of a workspace. They wait in the database until the general worker sends
them, so that no request waits for hundreds of them, and a restart loses none."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from accounts.models import DueMail, Membership
from tenants.letters import letter
from tenants.models import Tenant
from tenants.plain_names import inert

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Mails in a call: each may take as long as settings.EMAIL_TIMEOUT."""


def queue(*, tenant: Tenant, kind: DueMail.Kind) -> None:
    """Have every member told, in the caller's transaction. What waits to be sent and says the
    opposite is dropped."""
    DueMail.objects.filter(membership__tenant=tenant).delete()
    members = Membership.objects.filter(tenant=tenant)
    DueMail.objects.bulk_create([DueMail(membership=each, kind=kind) for each in members])


def send_waiting() -> int:
    """Send the mails that wait, the oldest first; returns how many were sent.

    A mail that the server does not take is tried again at the next call, and the rest waits: most
    likely the server is away.
    """
    sent = 0
    for mail_id in list(DueMail.objects.order_by("id").values_list("id", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            waiting = DueMail.objects.select_for_update(skip_locked=True, of=("self",))
            due = waiting.select_related("membership__user", "membership__tenant")
            mail = due.filter(id=mail_id).first()
            if mail is None:
                continue
            try:
                _send(mail)
            except smtplib.SMTPRecipientsRefused as error:
                log.warning("mail %s is given up, no such mailbox: %s", mail.id, error)
            except (OSError, smtplib.SMTPException) as error:
                log.warning("mails wait, as the server does not take them: %s", error)
                return sent
            mail.delete()
            sent += 1
    return sent


def _send(mail: DueMail) -> None:
    membership = mail.membership
    context = {
        "name": inert(membership.tenant.name),
        "deletes_at": membership.tenant.deletes_at,
        "role": membership.role,
        "link": f"{settings.PUBLIC_URL}/w/{membership.tenant.slug}/",
    }
    subject, body = letter(
        f"accounts/{mail.kind}_subject.txt",
        f"accounts/{mail.kind}_email.txt",
        context,
        language=membership.user.language or membership.tenant.language,
    )
    send_mail(subject, body, None, [membership.user.email])
