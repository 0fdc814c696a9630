"""REST: in ElevenLabs' shape, the models, and the workspace as its user with a subscription."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.response import Response

from accounts.access import needs_scope
from accounts.request import TokenRequest
from billing import quota
from synthesis.voice_choice import offered_engines
from tenants.limits import Limits
from tenants.models import Tenant
from voices import slots
from web.elevenlabs.serializers import ElevenLabsModel, ElevenLabsSubscription, ElevenLabsUser

CHARACTERS_A_SECOND = 15
"""Of English, by which seconds of audio are given as characters, the unit that this API has."""
LANGUAGE_NAMES = {"en": "English", "zh": "Chinese"}


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """An engine, and how long a text it takes at a time."""

    model_id: str
    languages: list[dict[str, str]]
    most_characters: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """What of the plan is used in the month, or in the day where no month is limited."""

    tier: str
    used_ms: int
    limit_ms: int
    resets_at: datetime.datetime
    voices: int
    voice_limit: int
    suspended: bool

    @property
    def character_count(self) -> int:
        return self.used_ms * CHARACTERS_A_SECOND // 1000

    @property
    def character_limit(self) -> int:
        return self.limit_ms * CHARACTERS_A_SECOND // 1000

    @property
    def may_add_voice(self) -> bool:
        return self.voices < self.voice_limit and not self.suspended

    @property
    def status(self) -> str:
        return "free_disabled" if self.suspended else "active"


@dataclass(frozen=True, slots=True)
class User:
    """Whose token it is: the person's, or the workspace itself."""

    user_id: str
    tenant: Tenant
    first_name: str
    is_admin: bool
    subscription: Subscription


def is_for_elevenlabs(request: TokenRequest) -> bool:
    """Whether the client is one of ElevenLabs', which sends its token in a header of its own."""
    return "xi-api-key" in request.headers and "Authorization" not in request.headers


def models_of(limits: Limits) -> list[dict[str, object]]:
    """The engines, as ElevenLabs' clients read them at the address where OpenAI's look, too."""
    offered = [
        OfferedModel(
            spec.name,
            [
                {"language_id": each, "name": LANGUAGE_NAMES.get(each, each)}
                for each in sorted(spec.languages)
            ],
            limits.max_characters,
        )
        for spec in offered_engines()
    ]
    return list(ElevenLabsModel(offered, many=True).data)


@extend_schema(operation_id="elevenlabsUser", responses=ElevenLabsUser)
@api_view(["GET"])
@needs_scope(GET="usage:read")
def user(request: TokenRequest) -> Response:
    """Whose token it is, and the workspace's subscription."""
    maker = request.api_token.maker
    found = User(
        user_id=str(maker.user_id) if maker else str(request.tenant.id),
        tenant=request.tenant,
        first_name=maker.user.name if maker else request.tenant.name,
        is_admin=maker is None or maker.is_admin,
        subscription=_subscription(request),
    )
    return Response(ElevenLabsUser(found).data)


@extend_schema(operation_id="elevenlabsSubscription", responses=ElevenLabsSubscription)
@api_view(["GET"])
@needs_scope(GET="usage:read")
def subscription(request: TokenRequest) -> Response:
    """What of the plan is used.

    Lectern counts audio: a second of it is given as 15 characters, as in English. `audio_ms_used`
    and `audio_ms_limit` have the milliseconds themselves.
    """
    return Response(ElevenLabsSubscription(_subscription(request)).data)


def _subscription(request: TokenRequest) -> Subscription:
    tenant, limits = request.tenant, request.limits
    monthly = limits.monthly_ms is not None
    used = quota.month_of(tenant, limits) if monthly else quota.quota_of(tenant, limits)
    today = quota.today(tenant)
    ends = quota.month_begin(today.replace(day=28) + datetime.timedelta(days=5))
    if not monthly:
        ends = today + datetime.timedelta(days=1)
    return Subscription(
        tier=limits.plan,
        used_ms=used.used_ms + used.reserved_ms,
        limit_ms=used.limit_ms,
        resets_at=datetime.datetime.combine(ends, datetime.time(), ZoneInfo(tenant.time_zone)),
        voices=slots.used(),
        voice_limit=limits.max_voices,
        suspended=limits.suspended,
    )
