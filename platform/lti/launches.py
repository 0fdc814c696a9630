"""Launches that were checked: each is taken once. And the choosing of content that some begin."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from activity.log import record
from activity.who import Kind, Origin, Thing, Who
from lti import tool_keys
from lti.addresses import origin_of
from lti.id_token import CLAIM, VERSION, Launch, check
from lti.login import launch_address
from lti.models import ContentRequest, LearningPlatform, UsedNonce
from lti.unacceptable import Unacceptable
from throttle import bucket
from throttle.bucket import Rate

NOTED_REFUSALS = Rate(1, 600)
CHOSEN_WITHIN = timedelta(hours=2)
ANSWER = timedelta(minutes=5)
KEPT = timedelta(days=1)
"""Longer than a state is good for, without which a nonce is worth nothing."""
AT_ONCE = 1_000
SEEN_EVERY = timedelta(hours=1)
CONTENT_ITEMS = "https://purl.imsglobal.org/spec/lti-dl/claim/content_items"
DATA = "https://purl.imsglobal.org/spec/lti-dl/claim/data"


def take(platform: LearningPlatform, nonce: str, given: Mapping[str, str]) -> Launch:
    """The launch that a browser has brought, in answer to the request with this nonce. Raises
    Unacceptable, as it does for one that was taken before, by whichever process."""
    if "error" in given:
        raise Unacceptable("denied", f"{platform.issuer}: {given['error'][:80]!r}")
    launch = check(platform, given.get("id_token", ""), nonce)
    digest = hashlib.sha256(nonce.encode()).hexdigest()
    try:
        with transaction.atomic():
            UsedNonce.objects.create(platform=platform, digest=digest)
    except IntegrityError:
        raise Unacceptable("replayed", "the nonce was used before") from None
    _note_seen(platform)
    return launch


def ask(platform: LearningPlatform, launch: Launch) -> ContentRequest:
    """Keep what a platform wants to know, until somebody has chosen. Raises Unacceptable."""
    if launch.question is None or not launch.is_staff:
        raise Unacceptable("not_staff", "no role that chooses content")
    where = launch.question.return_address
    if origin_of(where) != platform.address or len(where) > 2000:
        raise Unacceptable("foreign_address", f"deep_link_return_url {where[:200]!r}")
    return ContentRequest.objects.create(
        platform=platform,
        deployment=launch.deployment,
        return_address=where,
        data=launch.question.data,
    )


def asked(platform: LearningPlatform, request_id: str) -> ContentRequest:
    """A question of this platform that waits for its answer. Raises Unacceptable."""
    rows = ContentRequest.objects.filter(platform=platform, answered_at=None)
    found = rows.filter(id=request_id, asked_at__gt=timezone.now() - CHOSEN_WITHIN).first()
    if found is None:
        raise Unacceptable("replayed", "the question was answered before, or too long ago")
    return found


@transaction.atomic
def answer(
    question: ContentRequest,
    *,
    origin: Origin,
    title: str = "",
    custom: dict[str, str] | None = None,
) -> str:
    """The signed answer to a question: one link with these parameters, or, without any, that
    nothing was chosen. Raises Unacceptable where it was answered a moment before."""
    waiting = ContentRequest.objects.filter(id=question.id, answered_at=None)
    if waiting.update(answered_at=timezone.now()) != 1:
        raise Unacceptable("replayed", "the question was answered a moment before")
    platform, now = question.platform, int(timezone.now().timestamp())
    items: list[dict[str, Any]] = []
    if custom is not None:
        _log("learning_platform.content_linked", platform, origin, **custom)
        items.append(
            {
                "type": "ltiResourceLink",
                "title": title,
                "url": launch_address(platform.tenant_id),
                "custom": custom,
            }
        )
    claims: dict[str, Any] = {
        "iss": platform.client_id,
        "aud": [platform.issuer],
        "iat": now,
        "exp": now + int(ANSWER.total_seconds()),
        "nonce": str(question.id),
        CLAIM + "deployment_id": question.deployment,
        CLAIM + "message_type": "LtiDeepLinkingResponse",
        CLAIM + "version": VERSION,
        CONTENT_ITEMS: items,
    }
    if question.data:
        claims[DATA] = json.loads(question.data)
    return tool_keys.signed(platform.tenant, claims)


def refused(*, platform: LearningPlatform, reason: str, origin: Origin) -> None:
    """Note in the workspace's log that a launch was refused, for its admins to find out why; each
    reason at most every ten minutes, as anybody may send us launches."""
    verdict = bucket.take([(f"lti-refused:{platform.id}:{reason}", NOTED_REFUSALS)])
    if verdict is not None and verdict.allowed:
        _log("learning_platform.refused", platform, origin, reason=reason)


def forget_old() -> int:
    """Delete a batch of nonces and questions that nobody can use any more; returns how many."""
    before = timezone.now() - KEPT
    nonces = UsedNonce.objects.filter(used_at__lt=before).values("id")[:AT_ONCE]
    questions = ContentRequest.objects.filter(asked_at__lt=before).values("id")[:AT_ONCE]
    forgotten = UsedNonce.objects.filter(id__in=nonces).delete()[0]
    return forgotten + ContentRequest.objects.filter(id__in=questions).delete()[0]


def _note_seen(platform: LearningPlatform) -> None:
    now = timezone.now()
    if platform.last_launch_at is None or platform.last_launch_at < now - SEEN_EVERY:
        LearningPlatform.objects.filter(id=platform.id).update(last_launch_at=now)


def _log(action: str, platform: LearningPlatform, origin: Origin, **details: str) -> None:
    """The person is the platform's, and not named here."""
    record(
        action=action,
        by=Who(Kind.PERSON, origin=origin),
        tenant=platform.tenant,
        thing=Thing("learning_platform", str(platform.id), platform.name),
        details=details,
    )
