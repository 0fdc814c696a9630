"""Mails about accounts, sent by a worker and not by the request that asks for one.

So nobody learns from an answer's time whether an address has an account, and a mail server that is
slow or away holds no page up. A mail waits in the database, sealed, as codes and links are keys.
"""

import json
import logging
import smtplib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation

from accounts.mails import letters
from accounts.models import QueuedMail, User
from runtime import ticks
from tenants.letters import letter
from tenants.sealing.installation_keys import installation_key
from tenants.sealing.keys import seal, unseal

log = logging.getLogger("lectern.accounts")

GIVEN_UP_AFTER = timedelta(hours=1)
"""Codes are no good any more by then, and a link can be asked for again."""
RETRY_AFTER = timedelta(seconds=20)
AT_ONCE = 100
TASK = "accounts.tasks.send_mails"


@dataclass(frozen=True, slots=True)
class _Order:
    """What is sealed in a row."""

    kind: str
    email: str
    language: str
    """Of the request; the account's own goes first."""
    context: dict[str, Any]


def queue(kind: str, email: str, **context: Any) -> None:
    """Have a mail of one of `letters.KINDS` sent, once the transaction is committed.

    `context` is for its templates: what JSON can hold.
    """
    if kind not in letters.KINDS:
        raise ValueError(f"There is no mail of the kind {kind!r}.")
    order = _Order(kind, email.strip().lower(), translation.get_language() or "", context)
    mail = QueuedMail(id=uuid.uuid4())
    plain = json.dumps([order.kind, order.email, order.language, order.context]).encode()
    mail.sealed = seal(_key(), plain, about=mail.about)
    mail.save(force_insert=True)
    transaction.on_commit(lambda: ticks.send(TASK))


def send_due() -> int:
    """Send the mails that are due; returns how many were sent."""
    due = QueuedMail.objects.filter(next_try_at__lte=timezone.now()).order_by("next_try_at")
    sent = 0
    for mail_id in list(due.values_list("id", flat=True)[:AT_ONCE]):
        # Its row goes in the transaction that has sent it, so that two workers don't both send it.
        with transaction.atomic():
            rows = QueuedMail.objects.select_for_update(skip_locked=True)
            mail = rows.filter(id=mail_id, next_try_at__lte=timezone.now()).first()
            if mail is not None:
                sent += _try(mail)
    return sent


def _try(mail: QueuedMail) -> bool:
    if timezone.now() - mail.created_at > GIVEN_UP_AFTER:
        log.error("mail %s was given up: the mail server took it in none of its tries", mail.id)
        mail.delete()
        return False
    order = _Order(*json.loads(unseal(_key(), mail.sealed, about=mail.about)))
    written = _written(order)
    if written is not None:
        try:
            send_mail(*written, None, [order.email])
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail %s not sent: %s", mail.id, error)
            mail.next_try_at = timezone.now() + RETRY_AFTER
            mail.save(update_fields=["next_try_at"])
            return False
    mail.delete()
    return written is not None


def _written(order: _Order) -> tuple[str, str] | None:
    """(subject, body), or None where there is nothing to say to this address."""
    user = User.objects.filter(email=order.email, is_active=True).first()
    context = letters.KINDS[order.kind](user, order.context)
    if context is None:
        return None
    return letter(
        f"accounts/mail/{order.kind}_subject.txt",
        f"accounts/mail/{order.kind}.txt",
        {"user": user, "public_url": settings.PUBLIC_URL, **context},
        language=(user.language if user else "") or order.language,
    )


def _key() -> bytes:
    return installation_key("queued-mail")
