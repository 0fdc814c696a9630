"""All that a workspace owns as one readable zip, for its admins: `service` writes it, the command
`export` runs it, and the page's download streams what that command writes in a child process.

It is apart from backups (tenants.backup), which are encrypted, whole, and read by programs alone.
"""
