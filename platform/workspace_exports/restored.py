"""What of exports does not hold in a restored workspace (settings.ON_WORKSPACE_RESTORED)."""

from tenants import files
from tenants.backup.restoring import Wish
from tenants.models import Tenant
from workspace_exports import stored
from workspace_exports.models import WorkspaceExport


def drop(tenant: Tenant, _wish: Wish) -> None:
    """Drop the exports of when it was saved: no backup has their files."""
    WorkspaceExport.objects.filter(tenant=tenant).delete()
    files.store().remove_folder(stored.folder_of_all(tenant))
