"""What a voice's page shows of who may use it."""

from accounts.models import Membership
from accounts.request import TenantRequest
from voices.models import Voice
from web.voices.forms import SharingForm


def members_besides(request: TenantRequest) -> list[tuple[int, str]]:
    """The other members of the workspace, by id and name, for a choice."""
    others = Membership.objects.filter(tenant=request.tenant).exclude(user=request.user)
    named = others.select_related("user").order_by("user__name", "user__email")
    return [(each.user_id, f"{each.user.name} · {each.user.email}") for each in named]


def sharing_form(request: TenantRequest, voice: Voice) -> SharingForm:
    """The form with who may use the voice now."""
    initial = {
        "usable_by": voice.usable_by,
        "users": list(voice.listed_users.values_list("user_id", flat=True)),
    }
    return SharingForm(members=members_besides(request), initial=initial)
