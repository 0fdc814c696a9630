"""Who may open a workspace on a trial by themselves, so that minutes of audio are not given away
to whoever makes up addresses.

One for each address, and for a domain that is no mail service's a few a month: colleagues of a
school are invited into its workspace. Domains of addresses that last for minutes have none.
"""

import hashlib
import hmac
from datetime import timedelta

from disposable_email_domains import blocklist
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.joining.public_mail import EVERYBODYS
from accounts.models import Trial
from tenants.refusal import Refused
from tenants.sealing.installation_keys import installation_key

DOMAIN_DAYS = timedelta(days=30)
KEPT = timedelta(days=400)
"""How long an address counts that has had a trial."""
FORGOTTEN_AT_ONCE = 1_000


def check_address(email: str) -> None:
    """Raises Refused for an address of a domain that gives them to anybody for minutes."""
    domain = _domain(email)
    parents = [domain.split(".", cut)[-1] for cut in range(domain.count("."))]
    if any(each in blocklist for each in parents):
        message = _("Addresses of %(domain)s are given to anybody for a moment. Take your own.")
        raise Refused("disposable_address", message % {"domain": domain}, param="email")


def take(email: str) -> None:
    """Note, in the caller's transaction, that this address opens a workspace on a trial now.

    Raises Refused where it has had one, or its domain too many lately.
    """
    check_address(email)
    domain = "" if _domain(email) in EVERYBODYS else _domain(email)
    if domain:
        since = timezone.now() - DOMAIN_DAYS
        lately = Trial.objects.filter(domain=_digest(domain), at__gt=since)
        if lately.count() >= settings.TRIALS_OF_A_DOMAIN:
            message = _(
                "Several workspaces were opened with addresses of %(domain)s lately. Ask a "
                "colleague to invite you into theirs, or write to whoever runs this installation."
            )
            raise Refused("trials_of_domain", message % {"domain": domain}, status=403)
    try:
        with transaction.atomic():
            Trial.objects.create(
                address=_digest(_same_mailbox(email)), domain=_digest(domain) if domain else ""
            )
    except IntegrityError:
        message = _(
            "This address has had a trial already. Ask to be invited into a workspace, or write to "
            "whoever runs this installation."
        )
        raise Refused("trial_taken", message, status=403) from None


def forget_old() -> int:
    """Delete a batch of notes that no longer count; returns how many."""
    old = Trial.objects.filter(at__lt=timezone.now() - KEPT)
    batch = list(old.values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    return Trial.objects.filter(id__in=batch).delete()[0]


def _domain(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


def _same_mailbox(email: str) -> str:
    """The address without what mail services let people add to theirs: a tag, and Gmail's dots."""
    local, _at, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def _digest(text: str) -> str:
    """So that the table names nobody who has deleted their account."""
    return hmac.new(installation_key("trials"), text.encode(), hashlib.sha256).hexdigest()
