"""What of accounts does not hold in a restored workspace (settings.ON_WORKSPACE_RESTORED)."""

from django.db.models.functions import Coalesce, Now

from accounts import signing_keys
from accounts.models import ApiToken, QueuedMail, SupportVisit
from tenants.backup.restoring import Wish
from tenants.models import Tenant


def revoke_tokens(tenant: Tenant, wish: Wish) -> None:
    """Revoke tokens where the key that signed them is another installation's. Their names stay, for
    what was made with them."""
    if not wish.whole:
        ApiToken.objects.filter(tenant=tenant).update(
            signing_key=signing_keys.current(), revoked_at=Coalesce("revoked_at", Now())
        )


def end_visits(tenant: Tenant, _wish: Wish) -> None:
    """Whoever was allowed to look into the workspace when it was saved may not do so here."""
    SupportVisit.objects.filter(tenant=tenant, ends_at__gt=Now()).update(ends_at=Now())


def drop_mails(tenant: Tenant, _wish: Wish) -> None:
    """Drop the mails that waited when it was saved: what they tell is long ago."""
    QueuedMail.objects.filter(membership__tenant=tenant).delete()
