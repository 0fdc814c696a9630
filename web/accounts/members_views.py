"""The workspace's page of members, where its admins add, change and remove them."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.joining import invitations
from accounts.models import ApiToken, Invitation, Membership
from accounts.people import members as services
from accounts.request import TenantRequest
from accounts.sign_in.reauthentication import recently_authenticated
from accounts.suspension import allowed_while_suspended
from activity.who import Origin
from tenants.refusal import Refused
from web.accounts.forms import InviteForm


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the page shows one, with the number of valid service tokens that they made."""

    membership: Membership
    is_me: bool
    may_change: bool
    live_tokens: int


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An open invitation with its link."""

    invitation: Invitation
    link: str


@require_GET
@never_cache
def members(request: TenantRequest, slug: str) -> HttpResponse:
    """The members of the workspace. Admins see more about each, and the open invitations."""
    return _page(request, InviteForm())


@require_POST
@admins_only
@never_cache
def invite(request: TenantRequest, slug: str) -> HttpResponse:
    """Invite somebody by e-mail; the page shows the link, too, to be copied."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invitation = invitations.invite(
                tenant=request.tenant,
                by=request.user,
                origin=Origin.of(request),
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(refusal.param if refusal.param in form.fields else None, str(refusal))
            status = 429 if refusal.status == 429 else 422
            return _page(request, form, status=status)
        _mail(request, invitation)
        return redirect("workspace:members", slug=slug)
    return _page(request, form, status=422)


@require_POST
@admins_only
def resend_invitation(request: TenantRequest, slug: str, invitation_id: UUID) -> HttpResponse:
    """Mail an invitation again, with a link that is good for longer."""
    invitation = _invitation(request, invitation_id)
    try:
        _mail(
            request,
            invitations.resend(invitation=invitation, by=request.user, origin=Origin.of(request)),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:members", slug=slug)


@allowed_while_suspended
@require_POST
@admins_only
def withdraw_invitation(request: TenantRequest, slug: str, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation, so that its link no longer works."""
    invitations.withdraw(invitation=_invitation(request, invitation_id), by=actor_of(request))
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("workspace:members", slug=slug)


@require_POST
@admins_only
@recently_authenticated
def change_role(request: TenantRequest, slug: str, member_id: int) -> HttpResponse:
    """Give a member another role."""
    member = _member(request, member_id)
    role = request.POST.get("role", "")
    try:
        changed = services.change_role(
            membership=member, role=role, by=request.membership, origin=Origin.of(request)
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        figures = {"name": changed.user.name, "role": changed.get_role_display()}
        messages.success(request, _("The role of %(name)s is now: %(role)s.") % figures)
    return redirect("workspace:members", slug=slug)


@allowed_while_suspended
@require_POST
@admins_only
def remove_member(request: TenantRequest, slug: str, member_id: int) -> HttpResponse:
    """Take a member out of the workspace."""
    member = _member(request, member_id)
    try:
        services.remove(membership=member, by=request.membership, origin=Origin.of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        message = _("%(name)s is no member any more.") % {"name": member.user.name}
        messages.success(request, message)
    if member.id == request.membership.id:
        return redirect("accounts:home")
    return redirect("workspace:members", slug=slug)


@allowed_while_suspended
@require_POST
def leave(request: TenantRequest, slug: str) -> HttpResponse:
    """Leave the workspace."""
    try:
        services.leave(membership=request.membership, origin=Origin.of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace:members", slug=slug)
    messages.success(request, _("You have left %(name)s.") % {"name": request.tenant.name})
    return redirect("accounts:home")


def _page(request: TenantRequest, form: InviteForm, *, status: int = 200) -> HttpResponse:
    tenant, me = request.tenant, request.membership
    context = {
        "form": form,
        "rows": _rows(request),
        "roles": [(role, Membership.Role(role).label) for role in services.roles_to_give(me)],
        "invitations": [],
    }
    if me.is_admin:
        open_ones = invitations.open_invitations(tenant).select_related("invited_by", "tenant")
        context |= {
            "invitations": [InvitationRow(each, invitations.link_of(each)) for each in open_ones],
            "seats": request.limits.seats,
            "taken": invitations.seats_taken(tenant),
        }
    return render(request, "accounts/members.html", context, status=status)


def _rows(request: TenantRequest) -> list[MemberRow]:
    me = request.membership
    tokens = {
        row["created_by"]: row["count"]
        for row in request.tenant.api_tokens.filter(
            Q(revoked_at=None), kind=ApiToken.Kind.WORKSPACE, expires_at__gt=timezone.now()
        )
        .values("created_by")
        .order_by()
        .annotate(count=Count("id"))
    }
    memberships = Membership.objects.filter(tenant=request.tenant).select_related("user")
    return [
        MemberRow(
            each, each.id == me.id, services.may_change(me, each), tokens.get(each.user_id, 0)
        )
        for each in memberships.order_by("user__name", "id")
    ]


def _mail(request: TenantRequest, invitation: Invitation) -> None:
    to = {"email": invitation.email}
    if invitations.mail(invitation):
        messages.success(request, _("The invitation is sent to %(email)s.") % to)
    else:
        message = _("The mail to %(email)s could not be sent. Copy the link and send it yourself.")
        messages.warning(request, message % to)


def _member(request: TenantRequest, member_id: int) -> Membership:
    memberships = Membership.objects.select_related("user", "tenant")
    return get_object_or_404(memberships, id=member_id, tenant=request.tenant)


def _invitation(request: TenantRequest, invitation_id: UUID) -> Invitation:
    return get_object_or_404(invitations.open_invitations(request.tenant), id=invitation_id)
