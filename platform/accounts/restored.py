"""A restored workspace's tokens (settings.ON_WORKSPACE_RESTORED)."""

from django.db.models.functions import Coalesce, Now

from accounts import signing_keys
from accounts.models import ApiToken
from tenants.backup.restoring import Wish
from tenants.models import Tenant


def revoke_tokens(tenant: Tenant, wish: Wish) -> None:
    """Revoke them where the key that signed them is another installation's. Their names stay, for
    what was made with them."""
    if not wish.whole:
        ApiToken.objects.filter(tenant=tenant).update(
            signing_key=signing_keys.current(), revoked_at=Coalesce("revoked_at", Now())
        )
