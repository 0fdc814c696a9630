"""The random numbers of statements on pages, signed, so that to show a page saves nothing."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from tenants.models import Tenant
from tenants.refusal import Refused
from voices.consent.wording import new_number
from voices.models import Consent

SALT = "lectern.consent.ticket"
LIFETIME = timedelta(days=7)
"""A recording may wait in a browser until there is a network (static/js/offline)."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A number that one page showed. `text` is what the page's form sends back."""

    id: uuid.UUID
    number: str
    text: str = ""


def new_ticket(tenant: Tenant) -> Ticket:
    """A ticket for one reading in this workspace."""
    ticket_id, number = uuid.uuid4(), new_number()
    value = [str(tenant.id), str(ticket_id), number]
    return Ticket(ticket_id, number, signing.dumps(value, salt=SALT))


def read_ticket(tenant: Tenant, text: str) -> Ticket:
    """The ticket that a form sent back. Raises Refused: it is too old, used, or not ours."""
    try:
        of_tenant, ticket_id, number = signing.loads(text, salt=SALT, max_age=LIFETIME)
        ticket = Ticket(uuid.UUID(ticket_id), number, text)
    except (signing.BadSignature, ValueError, TypeError):
        of_tenant, ticket = "", None
    if (
        ticket is None
        or of_tenant != str(tenant.id)
        or Consent.objects.filter(ticket=ticket.id).exists()
    ):
        message = _("This number is too old, or was used before. Read the new one and record it.")
        raise Refused("statement_expired", message, param="ticket", status=409)
    return ticket
