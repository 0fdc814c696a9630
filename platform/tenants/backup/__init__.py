"""Backups of workspaces: one encrypted archive each, from which it is restored anywhere."""
