"""What the activity log's entries say to people: a sentence for each action, in a few areas.

The log itself knows only the names of actions; tests/web/activity holds that each is in here.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AREAS: dict[str, Promise] = {
    "session": _("Signing in and out"),
    "account": _("Accounts"),
    "member": _("Members"),
    "invitation": _("Invitations"),
    "token": _("API tokens"),
    "sign_in": _("Single sign-on"),
    "voice": _("Voices"),
    "take": _("Recordings"),
    "consent": _("Consents"),
    "lesson": _("Lessons"),
    "share": _("Share links"),
    "dictionary": _("Pronunciations"),
    "tone": _("Tone"),
    "webhook": _("Webhooks"),
    "limit": _("Daily limits"),
    "retention": _("What is kept"),
    "plan": _("Plan"),
    "workspace": _("Workspace"),
    "operator": _("The operator"),
}
"""By what stands before the point of an action, in the order of the page's list."""

ACTIONS: dict[str, Promise] = {
    "session.signed_in": _("Signed in"),
    "session.signed_out": _("Signed out"),
    "session.refused": _("Could not sign in"),
    "account.password_changed": _("Changed the password"),
    "member.invited": _("Invited somebody"),
    "member.joined": _("Joined the workspace"),
    "member.role_changed": _("Changed a role"),
    "member.removed": _("Removed a member"),
    "member.left": _("Left the workspace"),
    "invitation.sent_again": _("Sent an invitation again"),
    "invitation.withdrawn": _("Withdrew an invitation"),
    "token.made": _("Made an API token"),
    "token.revoked": _("Revoked an API token"),
    "token.key_retired": _("Retired a key that signs tokens"),
    "sign_in.provider_set": _("Set up the organisation’s sign-in"),
    "sign_in.provider_removed": _("Removed the organisation’s sign-in"),
    "sign_in.domain_claimed": _("Added a domain"),
    "sign_in.domain_confirmed": _("Confirmed a domain"),
    "sign_in.domain_dropped": _("Removed a domain"),
    "workspace.opened": _("Opened the workspace"),
    "workspace.closed": _("Closed the workspace, to be deleted"),
    "workspace.reopened": _("Opened the closed workspace again"),
    "workspace.deleted": _("Deleted the workspace for good"),
}

DETAILS: dict[str, Promise] = {
    "from": _("before"),
    "to": _("now"),
    "role": _("role"),
    "issuer": _("issuer"),
    "kind": _("kind"),
    "scopes": _("scopes"),
    "plan": _("plan"),
    "tokens": _("tokens"),
    "invitation": _("invitation"),
    "deletes_at": _("deletion"),
}

ACTORS: dict[str, Promise] = {
    "person": _("Person"),
    "token": _("API token"),
    "operator": _("Operator"),
    "system": _("Lectern itself"),
}
