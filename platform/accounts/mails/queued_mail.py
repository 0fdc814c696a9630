"""Mails wait in the database until a worker sends them, and not the request that asks for one.

So nobody learns from an answer's time whether an address has an account, a mail server that is slow
or away holds no page up, and a restart loses none. They are sealed, as codes and links are keys.
"""

import json
import logging
import smtplib
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts.mails import letters
from accounts.mails.order import Letter, Order
from accounts.models import QueuedMail
from runtime import ticks
from tenants.sealing.installation_keys import installation_key
from tenants.sealing.keys import seal, unseal

log = logging.getLogger("lectern.accounts")

FIRST_RETRY, LONGEST_WAIT = timedelta(seconds=20), timedelta(hours=1)
"""After the first failure, and never longer; doubled each time."""
AT_ONCE = 100
SECONDS = 8.0
"""How long a call goes on: the worker has other things to do. One mail may take longer."""
TASK = "accounts.tasks.send_mails"

OF_THIS_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
"""What a mail server refuses a single mail with; after other errors, it is taken to be away."""
FOR_GOOD = 500
"""Codes of SMTP from here on say that there is no use in trying again."""


def queue(kind: str, email: str, **context: Any) -> None:
    """Have a mail of one of `letters.KINDS` sent to somebody whose request this is, in its
    language unless the account has one. `context` is for its templates: what JSON can hold."""
    queue_all([Order(kind, email, translation.get_language() or "", context)])


def queue_all(orders: Iterable[Order], *, topic: str = "") -> None:
    """Have mails sent once the transaction is committed.

    With a `topic`, mails of the same topic and membership that still wait are dropped: what they
    say does not hold any more.
    """
    orders = list(orders)
    if topic:
        about = [order.membership for order in orders]
        QueuedMail.objects.filter(topic=topic, membership__in=about).delete()
    QueuedMail.objects.bulk_create([_row(order, topic) for order in orders])
    if orders:
        transaction.on_commit(lambda: ticks.send(TASK))


def send_due(*, clock: Callable[[], float] = time.monotonic) -> int:
    """Send mails that are due, first those that are useless soonest; returns how many were sent.

    Where the mail server is away, the others wait for the next call.
    """
    due = QueuedMail.objects.filter(next_try_at__lte=timezone.now())
    soonest = due.order_by(F("useless_at").asc(nulls_first=True), "next_try_at")
    sent, until = 0, clock() + SECONDS
    for mail_id in list(soonest.values_list("id", flat=True)[:AT_ONCE]):
        if clock() >= until:
            break
        # Its row goes in the transaction that has sent it, so that two workers don't both send it.
        with transaction.atomic():
            rows = QueuedMail.objects.select_for_update(skip_locked=True, of=("self",))
            rows = rows.select_related("membership__user", "membership__tenant")
            mail = rows.filter(id=mail_id, next_try_at__lte=timezone.now()).first()
            if mail is None:
                continue
            try:
                sent += _try(mail)
            except OSError as error:
                log.warning("mails wait, as the mail server takes none: %s", error)
                _later(mail)
                break
    return sent


def _row(order: Order, topic: str) -> QueuedMail:
    useful_for = letters.KINDS[order.kind].useful_for
    mail = QueuedMail(id=uuid.uuid4(), membership=order.membership, topic=topic)
    mail.useless_at = mail.created_at + useful_for
    plain = [order.kind, order.email.strip().lower(), order.language, order.context]
    mail.sealed = seal(_key(), json.dumps(plain).encode(), about=mail.about)
    return mail


def _try(mail: QueuedMail) -> bool:
    """Whether it was sent. Raises OSError where the mail server is away."""
    if timezone.now() >= (mail.useless_at or mail.created_at + letters.ASKED_FOR):
        log.error("mail %s was given up: the mail server took it in none of its tries", mail.id)
        mail.delete()
        return False
    kind, email, language, context = json.loads(unseal(_key(), mail.sealed, about=mail.about))
    order = Order(kind, email, language, context, mail.membership)
    letter = letters.KINDS[order.kind].write(order)
    if letter is not None:
        try:
            _send(letter, order.email)
        except OF_THIS_MAIL as error:
            if _is_for_good(error):
                log.warning("mail %s is given up: %s", mail.id, type(error).__name__)
                mail.delete()
            else:
                log.warning("mail %s not sent: %s", mail.id, type(error).__name__)
                _later(mail)
            return False
    mail.delete()
    return letter is not None


def _send(letter: Letter, email: str) -> None:
    # So that no program that answers mails by itself answers ours.
    headers = {"Auto-Submitted": "auto-generated", **letter.headers}
    EmailMessage(letter.subject, letter.body, None, [email], headers=headers).send()


def _is_for_good(error: OSError) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _reason in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= FOR_GOOD


def _later(mail: QueuedMail) -> None:
    wait = FIRST_RETRY * 2 ** min(mail.tries, 10)
    mail.next_try_at = timezone.now() + min(wait, LONGEST_WAIT)
    mail.tries = F("tries") + 1
    mail.save(update_fields=["next_try_at", "tries"])


def _key() -> bytes:
    return installation_key("queued-mail")
