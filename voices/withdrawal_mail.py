"""The mail to a speaker whose voice somebody else deleted, or whose consent they withdrew."""

import logging
import smtplib
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail

from accounts.actor import Actor
from accounts.models import User
from tenants.letters import letter
from tenants.models import Tenant
from voices.models import Voice

log = logging.getLogger(__name__)


def send(*, tenant: Tenant, voices: Iterable[Voice], by: Actor, deleted: bool) -> None:
    """Write to the speakers of these voices, except to the one who did it.

    The voices are gone already: a mail that can't be sent is logged, and stops nothing.
    """
    of_others = [voice for voice in voices if voice.speaker_id not in (None, by.user_id)]
    speakers = User.objects.in_bulk([voice.speaker_id for voice in of_others])
    for voice in of_others:
        speaker = speakers.get(voice.speaker_id)
        if speaker is None:
            continue
        context = {
            "voice": voice,
            "tenant": tenant,
            "by": by.user,
            "deleted": deleted,
            "public_url": settings.PUBLIC_URL,
        }
        subject, body = letter(
            "voices/withdrawal_subject.txt",
            "voices/withdrawal_mail.txt",
            context,
            language=speaker.language or tenant.language,
        )
        try:
            send_mail(subject, body, None, [speaker.email])
        except (OSError, smtplib.SMTPException) as error:
            log.warning("the end of voice %s not mailed: %s", voice.id, error)
