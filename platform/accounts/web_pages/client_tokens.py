"""Tokens that a school's server makes for one web page: some minutes, one origin, one voice, so
many seconds of audio. A page that holds one holds no lasting secret."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import tokens
from accounts.models import ApiToken
from accounts.web_pages.origins import origins
from tenants.refusal import Refused

LEAST_SECONDS, MOST_SECONDS = 60, 3600
MOST_AUDIO_SECONDS = 3600
MOST_AT_ONCE = 1000
"""How many of one token's may be in use at a time."""
FORGOTTEN_AT_ONCE = 1000


@transaction.atomic
def issue(
    *, parent: ApiToken, origin: str, voice: str, seconds: int, audio_seconds: int
) -> tuple[ApiToken, str]:
    """A client token and its text. It ends with its parent, whose usage and limits are its own.

    `voice` is a voice's stable name, `seconds` how long it holds. Raises Refused: no origin, a
    number out of range, a parent that is a client token itself, or too many in use.
    """
    if parent.parent_id is not None:
        raise Refused(
            "not_for_web_pages", _("A token for web pages can only be used for speech."), status=403
        )
    _check("expires_in", seconds, LEAST_SECONDS, MOST_SECONDS)
    _check("audio_seconds", audio_seconds, 1, MOST_AUDIO_SECONDS)
    now = timezone.now()
    if ApiToken.objects.filter(parent=parent, expires_at__gt=now).count() >= MOST_AT_ONCE:
        message = _("This token has %(count)s client tokens in use. Wait until some have expired.")
        raise Refused("too_many_client_tokens", message % {"count": MOST_AT_ONCE}, status=429)
    record = ApiToken(
        tenant=parent.tenant,
        kind=parent.kind,
        name=parent.name,
        scopes=["speech"],
        allowed_origins=origins([origin]),
        created_by=parent.created_by,
        expires_at=min(now + timedelta(seconds=seconds), parent.expires_at),
        parent=parent,
        voice=voice,
        max_audio_ms=1000 * audio_seconds,
    )
    return record, tokens.sign(record)


def charge(token: ApiToken, audio_ms: int) -> None:
    """Count audio, as it is estimated, against what the client token may have made.

    In the caller's transaction. Raises Refused (402) where less is left; other tokens have no such
    limit."""
    if token.max_audio_ms is None:
        return
    left = ApiToken.objects.filter(id=token.id, spent_ms__lte=token.max_audio_ms - audio_ms)
    if not left.update(spent_ms=F("spent_ms") + audio_ms):
        message = _("This token is for %(most)s seconds of audio, and this text needs more.")
        figures = {"most": token.max_audio_ms // 1000}
        raise Refused("client_token_used_up", message % figures, status=402)


def check_voice(token: ApiToken, voice: str) -> None:
    """Raises Refused (403) where the token is for another voice, by its stable name."""
    if token.voice and token.voice != voice:
        message = _("This token is for another voice.")
        raise Refused("voice_not_of_token", message, param="voice", status=403)


def forget_expired() -> int:
    """Delete a batch of client tokens that expired a day ago; returns how many."""
    before = timezone.now() - timedelta(days=1)
    expired = ApiToken.objects.exclude(parent=None).filter(expires_at__lt=before)
    batch = list(expired.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    ApiToken.objects.filter(id__in=batch).delete()
    return len(batch)


def _check(name: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        message = _("“%(name)s” must lie between %(least)s and %(most)s.")
        figures = {"name": name, "least": least, "most": most}
        raise Refused("invalid_value", message % figures, param=name)
