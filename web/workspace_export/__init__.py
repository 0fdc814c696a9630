"""All that a workspace owns as one readable zip: `service` writes it, for the command `export` and,
as a background job (workspace_exports), for admins.

It is apart from backups (tenants.backup), which are encrypted, whole, and read by programs alone.
"""
