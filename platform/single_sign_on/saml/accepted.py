"""Answers that were checked: each is accepted once, and fetched by the browser that began.

The provider has the browser post its answer from the provider's own page. To that request browsers
add no cookie of ours, as the session's is SameSite=Lax: it can be checked, but not whose it is. So
the answer is kept here, and the browser led on to fetch it by GET, to which browsers do add the
cookie. (A cookie with SameSite=None would come with the post, too, but needs TLS and is what
browsers that block cookies of other sites take away.) The address to fetch it at is worth nothing
to others: their sessions have not sent the request that is answered.
"""

import hashlib
import json
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from single_sign_on.models import AcceptedAssertion, IdentityProvider
from single_sign_on.saml.person import Person
from single_sign_on.saml.response import Answer
from single_sign_on.saml.unacceptable import Unacceptable

FETCHED_WITHIN = timedelta(minutes=5)
KEPT = timedelta(days=1)
"""A request is forgotten after ten minutes (django-allauth's STATE_TTL), and its answer is worth
nothing any more; by then, how long the provider calls it valid does not matter."""

FORGOTTEN_AT_ONCE = 1_000


def accept(provider: IdentityProvider, answer: Answer) -> AcceptedAssertion:
    """Keep an answer, to be fetched. Raises Unacceptable where the same assertion was kept before,
    by whichever process."""
    handle = uuid4()
    person = json.dumps(answer.person.as_dict()).encode()
    row, new = AcceptedAssertion.objects.get_or_create(
        provider=provider,
        assertion_digest=hashlib.sha256(answer.assertion_id.encode()).hexdigest(),
        defaults={
            "id": handle,
            "request_id": answer.request_id[:80],
            "sealed_person": provider.tenant.seal(person, about=_about(handle)),
        },
    )
    if not new:
        raise Unacceptable("replayed", f"assertion {answer.assertion_id!r} was used before")
    return row


def waiting(provider: IdentityProvider, handle: UUID) -> AcceptedAssertion:
    """An answer that was not fetched yet. Raises Unacceptable."""
    since = timezone.now() - FETCHED_WITHIN
    rows = AcceptedAssertion.objects.filter(provider=provider, fetched_at=None)
    row = rows.filter(id=handle, accepted_at__gt=since).first()
    if row is None:
        raise Unacceptable("replayed", "the answer was fetched before, or too late")
    return row


def fetch(row: AcceptedAssertion) -> Person:
    """Who it is about; nothing of that is kept. Raises Unacceptable where another request was
    first."""
    with transaction.atomic():
        rows = AcceptedAssertion.objects.select_for_update().filter(id=row.id, fetched_at=None)
        found = rows.first()
        if found is None:
            raise Unacceptable("replayed", "the answer was fetched a moment before")
        opened = row.provider.tenant.unseal(found.sealed_person, about=_about(found.id))
        found.fetched_at, found.sealed_person = timezone.now(), b""
        found.save(update_fields=["fetched_at", "sealed_person"])
    return Person(**json.loads(opened))


def forget_old() -> int:
    """Delete a batch of answers that nobody can use any more; returns how many."""
    old = AcceptedAssertion.objects.filter(accepted_at__lt=timezone.now() - KEPT)
    batch = old.values("id")[:FORGOTTEN_AT_ONCE]
    return AcceptedAssertion.objects.filter(id__in=batch).delete()[0]


def _about(handle: UUID) -> str:
    return f"saml-person:{handle}"
