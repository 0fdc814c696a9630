"""What a school's directory does by SCIM: it adds people to the workspace, and removes them."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Membership, User
from accounts.people import members
from single_sign_on import services
from tenants.models import Tenant
from tenants.refusal import Refused


def add(*, tenant: Tenant, email: str, name: str, by: Actor) -> Membership:
    """Make the person of this address a member; without an account, they get one that has no
    password. Raises Refused: the address is of no confirmed domain, the person is a member, or no
    seat is free."""
    email = email.strip().lower()
    if services.domain_of(email) not in services.confirmed_domains(tenant):
        message = _("%(email)s is of no confirmed domain of this workspace.") % {"email": email}
        raise Refused("domain_not_confirmed", message, param="userName", status=403)
    try:
        with transaction.atomic():
            members.lock(tenant)
            user = User.objects.filter(email__iexact=email).first()
            if user is None:
                members.check_may_join(tenant)
                user = User.objects.create_user(email, name=name[:100] or email.partition("@")[0])
                EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            elif Membership.objects.filter(tenant=tenant, user=user).exists():
                raise Refused("member_already", _("This person is a member already."), status=409)
            return services.join(tenant=tenant, user=user, by=by)
    except IntegrityError:
        # Another request has just made the account.
        raise Refused("member_already", _("Try again."), status=409) from None


def remove(*, membership: Membership, by: Actor) -> None:
    """Take somebody out of the workspace, with what is theirs alone. Raises Refused for the last
    owner."""
    members.remove_for(membership=membership, by=by)
