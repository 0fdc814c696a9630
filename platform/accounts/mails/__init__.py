"""Mails about accounts and to members, sent by workers."""
