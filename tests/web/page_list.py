"""The addresses of all pages that need no object: before sign-in, and below a workspace's own."""

SIGNED_OUT = [
    "/",
    "/prices",
    "/help",
    "/privacy",
    "/terms",
    "/report",
    "/report/sent",
    "/sign-up",
    "/sign-in",
    "/sign-in/organisation",
    "/password",
    "/password/sent",
    "/password/x/y-z",
]
WORKSPACE = [
    "",
    "voices/",
    "voices/new",
    "tone/",
    "tone/af_heart",
    "lessons/",
    "lessons/?bin=1",
    "lessons/import",
    "usage",
    "kept",
    "exports",
    "plans",
    "invoices",
    "members/",
    "tokens/",
    "webhooks/",
    "settings",
    "settings/reading",
    "settings/sign-in",
    "settings/voice-names",
    "settings/support",
    "activity/",
]
DICTIONARY = [f"pronunciations/{page}" for page in ("", "new", "import", "history")]
WORKSPACE += DICTIONARY
