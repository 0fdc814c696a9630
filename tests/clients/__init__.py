"""Clients that others wrote, unmodified and with their own defaults, against a running Lectern."""
