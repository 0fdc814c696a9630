"""A restored workspace's tokens, and visits of support (settings.ON_WORKSPACE_RESTORED)."""

from django.db.models.functions import Coalesce, Now

from accounts import signing_keys
from accounts.models import ApiToken, SupportVisit
from tenants.backup.restoring import Wish
from tenants.models import Tenant


def revoke_tokens(tenant: Tenant, wish: Wish) -> None:
    """Revoke them where the key that signed them is another installation's. Their names stay, for
    what was made with them."""
    if not wish.whole:
        ApiToken.objects.filter(tenant=tenant).update(
            signing_key=signing_keys.current(), revoked_at=Coalesce("revoked_at", Now())
        )


def end_visits(tenant: Tenant, _wish: Wish) -> None:
    """Whoever was allowed to look into the workspace when it was saved may not do so here."""
    SupportVisit.objects.filter(tenant=tenant, ends_at__gt=Now()).update(ends_at=Now())
