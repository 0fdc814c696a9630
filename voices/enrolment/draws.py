"""The number and words that a person is given to read: drawn, counted, and valid once.

A draw is valid for settings.STATEMENT_LIFETIME, so that a recording of yesterday has others. Draws
are counted in the database, for whoever asks from however many browsers, so that nobody draws until
they get words that they have a recording of.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.consent import wording
from voices.consent.random_words import new_words
from voices.models import Consent, StatementDraw

SPAN = timedelta(hours=1)
KEPT = timedelta(days=1)


def draw(*, tenant: Tenant, by: Actor) -> StatementDraw:
    """A new number with new words, counted for the person and the workspace.

    Service tokens are nobody's, so they count for the workspace alone. Raises Refused (429), saying
    when the next one may be had.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        name = f"lectern:draws:{tenant.id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        now = timezone.now()
        StatementDraw.objects.filter(drawn_at__lt=now - KEPT).delete()
        lately = StatementDraw.objects.filter(drawn_at__gt=now - SPAN)
        _check_room(lately, settings.STATEMENTS_PER_WORKSPACE, now)
        if by.user_id is not None:
            _check_room(lately.filter(user=by.user_id), settings.STATEMENTS_PER_PERSON, now)
        return StatementDraw.objects.create(
            user=by.user,
            number=wording.new_number(),
            words={language: list(new_words(language)) for language in wording.LANGUAGES},
            drawn_at=now,
        )


def current(*, tenant: Tenant, by: Actor) -> StatementDraw:
    """The person's open draw, however often the page is opened; a new one where it is used, or its
    time is half over. Raises Refused (429)."""
    now = timezone.now()
    unread = _open(by, now).exclude(id__in=Consent.objects.exclude(ticket=None).values("ticket"))
    latest = unread.order_by("-drawn_at").first()
    if latest is not None and now - latest.drawn_at < settings.STATEMENT_LIFETIME / 2:
        return latest
    try:
        return draw(tenant=tenant, by=by)
    except Refused:
        if latest is None:
            raise
        return latest


def find(*, by: Actor, ticket: str) -> StatementDraw:
    """The draw that a form sent back. Raises Refused: it is too old, was used, or is another's."""
    try:
        found = _open(by, timezone.now()).filter(id=uuid.UUID(ticket)).first()
    except (ValueError, ValidationError):
        found = None
    if found is None or Consent.objects.filter(ticket=found.id).exists():
        message = _(
            "These words are too old, or were used before. Read the new ones and record them."
        )
        raise Refused("statement_expired", message, param="ticket", status=409)
    return found


def valid_until(drawn: StatementDraw) -> datetime:
    """When a recording of it must have arrived."""
    return drawn.drawn_at + settings.STATEMENT_LIFETIME


def words_of(drawn: StatementDraw, language: str) -> Sequence[str]:
    """The random words in the language of the statement, "zh" or "en"."""
    return drawn.words[language]


def _open(by: Actor, now: datetime) -> "QuerySet[StatementDraw]":
    return StatementDraw.objects.filter(
        user=by.user, drawn_at__gt=now - settings.STATEMENT_LIFETIME
    )


def _check_room(lately: "QuerySet[StatementDraw]", most: int, now: datetime) -> None:
    times = list(lately.order_by("-drawn_at").values_list("drawn_at", flat=True)[:most])
    if len(times) < most:
        return
    wait = times[-1] + SPAN - now
    minutes = ceil(wait / timedelta(minutes=1))
    message = ngettext(
        "You were given %(most)s statements to read within an hour, which is the most. The next "
        "one can be had in %(minutes)s minute.",
        "You were given %(most)s statements to read within an hour, which is the most. The next "
        "one can be had in %(minutes)s minutes.",
        minutes,
    )
    raise Refused(
        "too_many_statements",
        message % {"most": most, "minutes": minutes},
        param="ticket",
        status=429,
        headers={"Retry-After": str(ceil(wait.total_seconds()))},
    )
