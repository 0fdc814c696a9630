"""What becomes of rows that belong to no single workspace, when an installation is saved.

Tables that point to a workspace, or to one that does, are found by their keys (tenants.backup).
"""

COPIED, ADDED, LEFT = "copied", "added", ""
"""Copied rows replace those that a new installation has; added ones stand beside them."""

INSTALLATION_TABLES = {
    "accounts.User": COPIED,
    "account.EmailAddress": COPIED,
    "socialaccount.SocialAccount": COPIED,
    "mfa.Authenticator": COPIED,
    "accounts.SigningKey": COPIED,
    "activity.Entry": ADDED,
    "billing.Plan": COPIED,
    "billing.WebhookEvent": COPIED,
    "tenants.InstallationKey": COPIED,
    "enrolment.MakingTime": COPIED,
    "enrolment.GivenRecording": COPIED,
    "enrolment.BlockedSpeaker": COPIED,
    "notices.NoticeSwitch": COPIED,
    # Each installation's own: its clocks, its nights, its sign-ins, and what migrations make.
    "accounts.Trial": LEFT,
    "accounts.SignedInDevice": LEFT,
    "accounts.KnownBrowser": LEFT,
    "account.EmailConfirmation": LEFT,
    # Providers are single_sign_on's, and tokens of theirs are not kept.
    "socialaccount.SocialApp": LEFT,
    "socialaccount.SocialToken": LEFT,
    "dispatch.EngineClock": LEFT,
    "tenants.RetentionRun": LEFT,
    "runtime.ModelPin": LEFT,
    "sessions.Session": LEFT,
    "admin.LogEntry": LEFT,
    "auth.Permission": LEFT,
    "auth.Group": LEFT,
    "auth.Group_permissions": LEFT,
    "accounts.User_groups": LEFT,
    "accounts.User_user_permissions": LEFT,
    "contenttypes.ContentType": LEFT,
}

USER_IDS_IN_TEXTS = [
    # (model, column, condition in SQL)
    ("usage.UsageBreakdown", "key", "kind = 'member'"),
]
