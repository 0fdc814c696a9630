"""Sealing with a tenant's key: columns and files; the keys, and what wraps them."""
