"""Making, listing and revoking share links, and opening what they lead to."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from activity.log import Detail, record
from activity.who import Thing
from lessons.access import Viewer
from lessons.links.models import ShareLink
from lessons.models import Lesson
from tenants.limits import limits_of
from tenants.models import Tenant
from tenants.refusal import Refused
from throttle import bucket
from throttle.bucket import Rate, Verdict

TOKEN_BYTES = 32
DEFAULT_DAYS, MOST_DAYS = 30, 366
MOST_LINKS = 20
"""Of one lesson, those that have expired included."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 6, 100
KEPT_EXPIRED = timedelta(days=30)
"""How long a link is still listed after it has expired."""
VISIT = timedelta(hours=12)
"""How long a page that was opened may play."""

MINUTE = 60
# A class of 60 opens a link at once: a request for each line, and one every few seconds besides.
REQUESTS = Rate(3_000, MINUTE)
# A school is one address, and a whole class types the password from it.
ATTEMPTS = Rate(120, 10 * MINUTE)
ATTEMPTS_OF_ADDRESS = Rate(60, 10 * MINUTE)


def create(
    *,
    viewer: Viewer,
    lesson: Lesson,
    days: int = DEFAULT_DAYS,
    password: str = "",
    by: Actor = OPERATOR,
) -> ShareLink:
    """A new link to a lesson that the viewer may share. Raises Refused."""
    if not 1 <= days <= MOST_DAYS:
        message = _("A link works for 1 to %(max)d days.") % {"max": MOST_DAYS}
        raise Refused("invalid_value", message, param="days")
    if password and not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        message = _("A password has %(min)d to %(max)d characters.")
        figures = {"min": SHORTEST_PASSWORD, "max": LONGEST_PASSWORD}
        raise Refused("invalid_value", message % figures, param="password")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = ShareLink(
        tenant=viewer.tenant,
        lesson_id=lesson.id,
        token_hash=_hash_of(token),
        password=make_password(password) if password else "",
        created_by_id=viewer.user,
        expires_at=timezone.now() + timedelta(days=days),
    )
    link.sealed_token = viewer.tenant.seal(token.encode(), about=link.about)
    with transaction.atomic():
        Lesson.objects.select_for_update().get(id=lesson.id)
        if (
            ShareLink.objects.filter(tenant=viewer.tenant, lesson_id=lesson.id).count()
            >= MOST_LINKS
        ):
            message = _("A lesson has at most %(max)d links. Revoke one first.")
            raise Refused("too_many_shares", message % {"max": MOST_LINKS}, status=409)
        link.save(force_insert=True)
        record(
            action="share.made",
            by=by.who,
            tenant=viewer.tenant,
            thing=Thing("share", str(link.id)),
            details={"lesson": lesson.id, "days": days, "password": bool(password)},
        )
    return link


def links_of(*, tenant: Tenant, lesson: Lesson) -> list[ShareLink]:
    """The links to a lesson, newest first; those that have expired lately too."""
    return list(
        ShareLink.objects.filter(tenant=tenant, lesson_id=lesson.id).select_related("tenant")
    )


@transaction.atomic
def revoke(*, tenant: Tenant, lesson: Lesson, share_id: str, by: Actor = OPERATOR) -> None:
    """Delete a link: whoever listens can load nothing more. Raises Refused (404)."""
    links = ShareLink.objects.filter(tenant=tenant, lesson_id=lesson.id, id=share_id)
    if not links.delete()[0]:
        raise Refused("share_not_found", _("There is no such link."), status=404)
    record(
        action="share.revoked",
        by=by.who,
        tenant=tenant,
        thing=Thing("share", share_id),
        details={"lesson": lesson.id},
    )


def revoke_reported(*, share_id: str, by: Actor) -> None:
    """Delete a link that somebody has reported, for the operator; one that is gone stays gone."""
    link = ShareLink.objects.select_related("tenant").filter(id=share_id).first()
    if link is None or not ShareLink.objects.filter(id=share_id).delete()[0]:
        return
    details: dict[str, Detail] = {"lesson": link.lesson_id}
    thing = Thing("share", share_id)
    record(action="share.revoked", by=by.who, tenant=link.tenant, thing=thing, details=details)


def address_of(link: ShareLink) -> str:
    """The address to pass on."""
    return settings.PUBLIC_URL + reverse("shared", args=[link.token])


def opened_by(token: str) -> ShareLink | None:
    """The link of that token, if it works. Reads `public` alone."""
    link = known_by(token)
    if link is None or link.has_expired or limits_of(link.tenant).suspended:
        return None
    return link


def known_by(token: str) -> ShareLink | None:
    """The link of that token, even if it works no more. Reads `public` alone."""
    return ShareLink.objects.select_related("tenant").filter(token_hash=_hash_of(token)).first()


def lesson_of(link: ShareLink) -> Lesson | None:
    """The lesson of a link, if it is there and not in the bin. In the tenant's schema."""
    return Lesson.objects.filter(id=link.lesson_id, binned_at=None).first()


def room_for_request(link: ShareLink) -> Verdict | None:
    """Count a request to the link; the verdict says whether it is too many."""
    return bucket.take([(f"share:{link.id}", REQUESTS)])


def try_password(link: ShareLink, password: str, *, address: str) -> Verdict | bool:
    """Whether it is the link's password; the verdict where too many were tried."""
    verdict = bucket.take(
        [
            (f"share-password:{link.id}", ATTEMPTS),
            (f"share-password:{link.id}:{address}", ATTEMPTS_OF_ADDRESS),
        ]
    )
    if verdict is not None and not verdict.allowed:
        return verdict
    return check_password(password[:LONGEST_PASSWORD], link.password)


def new_visit(link: ShareLink) -> str:
    """What a page that was opened shows with its further requests. Not a cookie: in a frame of
    another site a browser would not send one."""
    return _signer(link).sign(secrets.token_urlsafe(12))


def visit_of(link: ShareLink, signed: str) -> str | None:
    """The visit's name; None for one that is over, forged or of another link or password."""
    try:
        return _signer(link).unsign(signed, max_age=VISIT)
    except signing.BadSignature:
        return None


def count_play(link: ShareLink, visit: str) -> None:
    """Count the visit as one in which the lesson was played, once however often it is called.

    Without Valkey it is not counted."""
    verdict = bucket.take([(f"share-play:{link.id}:{visit}", Rate(1, VISIT.total_seconds()))])
    if verdict is not None and verdict.allowed:
        ShareLink.objects.filter(id=link.id).update(plays=F("plays") + 1)


def tidy_up(*, tenant: Tenant) -> int:
    """Delete links that expired long ago, and those of lessons that are no more; returns how many.
    In the tenant's schema."""
    links = ShareLink.objects.filter(tenant=tenant)
    # A workspace's tables see those in `public`, so this is one query.
    gone = ~Exists(Lesson.objects.filter(id=OuterRef("lesson_id")))
    return links.filter(Q(expires_at__lt=timezone.now() - KEPT_EXPIRED) | gone).delete()[0]


def _hash_of(token: str) -> str:
    # The token is random; no slow hash is needed to keep it from being guessed.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _signer(link: ShareLink) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"share-link:{link.id}:{link.password}")
