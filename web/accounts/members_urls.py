from django.urls import path

from accounts.rate_limits import INVITE, page_limited
from web.accounts import members_views

urlpatterns = [
    path("", members_views.members, name="members"),
    path(
        "invite",
        page_limited("invite", INVITE, account="email")(members_views.invite),
        name="invite-member",
    ),
    path(
        "invitations/<uuid:invitation_id>/send",
        members_views.resend_invitation,
        name="resend-invitation",
    ),
    path(
        "invitations/<uuid:invitation_id>/delete",
        members_views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("leave", members_views.leave, name="leave-workspace"),
    path("<int:member_id>/role", members_views.change_role, name="member-role"),
    path("<int:member_id>/delete", members_views.remove_member, name="remove-member"),
]
