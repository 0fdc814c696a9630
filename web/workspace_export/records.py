"""What a workspace's zip has beside texts and sound: settings, people, voices, consents, usage.

No secret is among it, and nothing that a voice could be made of: no recording, no conditioning and
no transcript of one.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.forms.models import model_to_dict

from accounts.models import ApiToken, Invitation, Membership, User
from activity.models import Entry
from billing.usage.models import DailyUsage, UsageBreakdown
from synthesis.jobs import history
from synthesis.voice_choice import shown_names
from tenants.limits import limits_of
from tenants.models import Tenant
from voices.dictionary import csv_file
from voices.dictionary import services as dictionary
from voices.enrolment import copies
from voices.models import Consent, RecordingPolicy, Take, Voice
from voices.tone.models import ToneDefault
from web.voices.presentation import UsableVoice
from web.voices.serializers import VoiceAnswer
from web.workspace_export.archive import Archive

MEMBERS = ("name", "email", "role", "joined", "last_seen")
TOKENS = (
    *("name", "id", "kind", "scopes", "networks", "created_by"),
    *("created", "expires", "last_used", "revoked"),
)
INVITATIONS = ("email", "role", "invited_by", "created", "sent", "expires", "accepted")
CONSENTS = (
    *("id", "status", "name", "person", "organisation", "language", "statement", "wording"),
    *("number", "issued", "recorded", "recorded_by", "checked", "revoked", "revoked_by"),
    *("words", "landmarks_kept", "confirmation", "speaker", "speaker_email", "asked", "answered"),
    *("release", "release_version", "release_sha256", "release_accepted"),
)
CHECKS = ("consent", "of", "check", "version", "figure", "limit", "at")
ACTIVITY = (
    *("at", "action", "actor_kind", "actor", "thing_kind", "thing", "thing_id", "details"),
    *("address", "client"),
)
USAGE, USAGE_BY = ("day", "used_ms"), ("day", "by", "name", "id", "used_ms")
AT_ONCE = 500


def add_records(archive: Archive, tenant: Tenant) -> None:
    """Add all of it. Runs in the tenant's schema."""
    _add_settings(archive, tenant)
    _add_people(archive, tenant)
    _add_voices(archive)
    _add_consents(archive)
    entries = dictionary.entries_of(dictionary.latest())
    archive.add("pronunciations.csv", csv_file.write(entries))
    _add_usage(archive, tenant)
    _add_activity(archive, tenant)


def _add_settings(archive: Archive, tenant: Tenant) -> None:
    tone = {row.voice or "": _tone(row) for row in ToneDefault.objects.all()}
    policy = RecordingPolicy.objects.first()
    shown = {
        "name": tenant.name,
        "address": tenant.slug,
        "id": str(tenant.id),
        "time_zone": tenant.time_zone,
        "language": tenant.language,
        "created": tenant.created_at.isoformat(),
        "limits": asdict(limits_of(tenant)),
        "tone": {"workspace": tone.pop("", {}), "voices": tone},
        "recordings_are_kept": bool(policy and policy.keep_originals),
        "jobs_are_kept": asdict(history.chosen()),
    }
    archive.add_json("settings.json", shown)


def _tone(row: ToneDefault) -> dict[str, Any]:
    return model_to_dict(row, exclude=["id", "voice"])


def _add_people(archive: Archive, tenant: Tenant) -> None:
    members = Membership.objects.filter(tenant=tenant).select_related("user").order_by("created_at")
    rows = [
        (each.user.name, each.user.email, each.role, each.created_at, each.last_seen_at)
        for each in members
    ]
    archive.add_table("members.csv", MEMBERS, rows)
    invitations = Invitation.objects.filter(tenant=tenant).select_related("invited_by")
    archive.add_table("invitations.csv", INVITATIONS, [_invitation(each) for each in invitations])
    tokens = ApiToken.objects.filter(tenant=tenant).select_related("created_by")
    archive.add_table("tokens.csv", TOKENS, [_token(each) for each in tokens])


def _invitation(invitation: Invitation) -> tuple[object, ...]:
    return (
        invitation.email,
        invitation.role,
        invitation.invited_by.name if invitation.invited_by else "",
        invitation.created_at,
        invitation.sent_at,
        invitation.expires_at,
        invitation.accepted_at,
    )


def _token(token: ApiToken) -> tuple[object, ...]:
    return (
        token.name,
        str(token.id),
        token.kind,
        " ".join(token.scopes),
        " ".join(token.allowed_networks),
        token.created_by.name if token.created_by else "",
        token.created_at,
        token.expires_at,
        token.last_used_at,
        token.revoked_at,
    )


def _add_voices(archive: Archive) -> None:
    takes: dict[str, list[Take]] = defaultdict(list)
    for take in Take.objects.order_by("created_at"):
        takes[take.voice_id].append(take)
    voices = list(Voice.objects.order_by("created_at"))
    names = _names(user for each in voices for user in (each.speaker_id, each.created_by_id))
    shown = []
    for voice in voices:
        moods = {take.mood for take in takes[voice.id] if take.status == Take.Status.READY}
        shown.append(
            {
                **VoiceAnswer(UsableVoice(voice, sorted(moods))).data,
                "speaker": names.get(voice.speaker_id or 0),
                "created_by": names.get(voice.created_by_id or 0),
                "recordings": [_take(take) for take in takes[voice.id]],
            }
        )
    archive.add_json("voices.json", shown)


def _take(take: Take) -> dict[str, Any]:
    return {
        "id": take.id,
        "emotion": take.mood,
        "status": take.status,
        "is_consent": take.is_consent,
        "language": take.language or None,
        "seconds": round(take.seconds, 2),
        "created_at": int(take.created_at.timestamp()),
    }


def _add_consents(archive: Archive) -> None:
    consents = list(Consent.objects.defer("heard").order_by("created_at"))
    names = _names(
        user
        for each in consents
        for user in (each.recorded_by_id, each.revoked_by_id, each.speaker_id)
    )
    with_landmarks = copies.kept_of(each.id for each in consents)
    rows = [
        (
            *(each.id, each.status, each.name, each.person, each.organisation),
            *(each.language_tag or each.language, each.statement, each.version, each.number),
            *(each.created_at, each.recorded_at, names.get(each.recorded_by_id or 0, "")),
            *(each.checked_at, each.revoked_at, names.get(each.revoked_by_id or 0, "")),
            *(each.words, each.id in with_landmarks, each.confirmation),
            *(names.get(each.speaker_id or 0, ""), each.speaker_email),
            *(each.asked_at, each.answered_at),
            *(each.release, each.release_version, each.release_digest, each.release_accepted_at),
        )
        for each in consents
    ]
    archive.add_table("consents.csv", CONSENTS, rows)
    checks = [
        (each.id, *(kept.get(column) for column in CHECKS[1:]))
        for each in consents
        for kept in each.checks
    ]
    archive.add_table("consent-checks.csv", CHECKS, checks)


def _add_usage(archive: Archive, tenant: Tenant) -> None:
    days = DailyUsage.objects.order_by("day").values_list("day", "used_ms")
    archive.add_table("usage.csv", USAGE, days.iterator(AT_ONCE))
    by = UsageBreakdown.objects.order_by("day", "kind", "key")
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in by.order_by().values_list("kind", "key").distinct():
        keys[kind].add(key)
    kinds = UsageBreakdown.Kind
    tokens = ApiToken.objects.filter(tenant=tenant, id__in=keys[kinds.TOKEN])
    people = _names(int(key) for key in keys[kinds.MEMBER])
    names = {
        str(kinds.VOICE): shown_names(keys[kinds.VOICE]),
        str(kinds.MEMBER): {str(user): name for user, name in people.items()},
        str(kinds.TOKEN): {str(token.id): token.name for token in tokens},
    }
    archive.add_table(
        "usage-by.csv",
        USAGE_BY,
        (
            (row.day, row.kind, names[row.kind].get(row.key, ""), row.key, row.used_ms)
            for row in by.iterator(AT_ONCE)
        ),
    )


def _add_activity(archive: Archive, tenant: Tenant) -> None:
    entries = Entry.objects.filter(workspace=tenant.id).order_by("created_at", "id")
    archive.add_table(
        "activity.csv",
        ACTIVITY,
        (
            (
                *(each.created_at, each.action, each.actor_kind, each.actor_label),
                *(each.thing_kind, each.thing_label, each.thing_id),
                json.dumps(each.details, ensure_ascii=False) if each.details else "",
                *(each.address, each.user_agent),
            )
            for each in entries.iterator(AT_ONCE)
        ),
    )


def _names(users: Iterable[int | None]) -> dict[int, str]:
    wanted = {user for user in users if user is not None}
    return dict(User.objects.filter(id__in=wanted).values_list("id", "name"))
