"""Settings of mail, and whether it reaches anybody."""

import os

from config.environment import flag, integer

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
# Where Django's backend for files writes them, each in a file of its own.
EMAIL_FILE_PATH = os.environ.get("EMAIL_FILE_PATH")
# Requests send mails too.
EMAIL_TIMEOUT = integer("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Lectern <lectern@localhost>")

MAILS_ARE_SENT = not EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend"))
"""False where they are only written to the log: nobody could verify an address then."""
