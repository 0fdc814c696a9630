"""Who may use a voice, as its holder decides."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Membership
from activity.log import record
from activity.who import Thing
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.models import ListedUser, Voice


def share(
    *, tenant: Tenant, voice: Voice, usable_by: str, users: Collection[int] = (), by: Actor
) -> Voice:
    """Let everybody use the voice, only the members with these ids, or nobody but its holder.

    What is being made goes on. Raises Refused: somebody is no member, or nobody is named.
    """
    named = set(users) if usable_by == Voice.UsableBy.LISTED else set()
    members = Membership.objects.filter(tenant=tenant, user__in=named)
    if members.count() != len(named):
        message = _("Somebody you chose has left this workspace. Choose again.")
        raise Refused("member_not_found", message, param="users", status=409)
    if usable_by == Voice.UsableBy.LISTED and not named:
        raise Refused("users_missing", _("Choose who may use the voice."), param="users")
    with transaction.atomic():
        voice.usable_by = Voice.UsableBy(usable_by)
        voice.save(update_fields=["usable_by"])
        ListedUser.objects.filter(voice=voice).delete()
        ListedUser.objects.bulk_create(ListedUser(voice=voice, user_id=user) for user in named)
        record(
            action="voice.shared",
            by=by.who,
            tenant=tenant,
            thing=Thing("voice", voice.id, voice.name),
            details={"usable_by": usable_by, "people": sorted(map(str, named))},
        )
    return voice
