"""A person deletes their account, with what is theirs alone in every workspace."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts import services
from accounts.actor import Actor
from accounts.models import Membership, User
from accounts.people import members
from activity.who import NOWHERE, Origin
from tenants.models import Tenant
from tenants.refusal import Refused

log = logging.getLogger("lectern.accounts")


def held_by(user: User) -> list[Tenant]:
    """The workspaces that would be left without an owner, by name. One that is closed is deleted
    anyhow, so it holds nobody."""
    owned = Tenant.objects.filter(
        memberships__user=user, memberships__role=Membership.Role.OWNER, deletes_at=None
    )
    return [tenant for tenant in owned.order_by("name", "id") if not _other_owners(tenant, user)]


def delete_account(*, user: User, origin: Origin = NOWHERE) -> None:
    """Take the person out of every workspace, then delete the account. Can be repeated.

    Raises Refused: they are the only owner of a workspace (409), or they operate the installation.
    """
    if user.is_staff:
        message = _("You operate this installation. Another operator can delete your account.")
        raise Refused("account_of_operator", message, status=409)
    with transaction.atomic():
        # All at once, so that nobody loses some of their workspaces and keeps the account.
        memberships = list(user.memberships.select_related("tenant", "user").order_by("tenant_id"))
        for membership in memberships:
            members.lock(membership.tenant)
        if held := held_by(user):
            message = _("You are the only owner of: %(names)s.")
            names = ", ".join(tenant.name for tenant in held)
            raise Refused("last_owner", message % {"names": names}, status=409)
        for membership in memberships:
            members.step_down(membership)
    for membership in memberships:
        for name in settings.ON_ACCOUNT_DELETED:
            import_string(name)(membership)
    user_id = user.id
    services.delete_user(user=user, by=Actor(user, origin=origin))
    log.info("user %s deleted their account", user_id)


def _other_owners(tenant: Tenant, user: User) -> bool:
    owners = Membership.objects.filter(tenant=tenant, role=Membership.Role.OWNER)
    return owners.exclude(user=user).exists()
