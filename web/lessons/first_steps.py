"""What a member does first in a workspace. What is there says what is done; nothing is ticked."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Invitation
from accounts.request import TenantRequest
from lessons.models import Lesson, LineTake
from synthesis.voice_choice import engine_spec
from voices import base_voices
from voices.base_voices import VoiceGroup
from voices.models import Voice

FIRST_VOICES = {"zh": "zf_xiaoxiao", "en": "af_heart"}


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Which of the three steps are done, and what the first one begins with."""

    heard: bool
    recorded: bool
    shared: bool
    invites: bool
    """Whether the member may invite others; else they share a lesson."""
    voices: list[VoiceGroup]
    voice: str
    text: str


def first_steps(request: TenantRequest) -> FirstSteps | None:
    """The member's first steps; None when all are done, or the member has put them away."""
    membership, person = request.membership, request.user
    if membership.steps_hidden_at is not None:
        return None
    lessons = Lesson.objects.filter(author=person)
    # A line has a take as soon as its sound was asked for.
    heard = LineTake.objects.filter(lesson__in=lessons).exists()
    mine = Voice.objects.filter(Q(speaker=person) | Q(created_by=person))
    recorded = mine.filter(status__in=[Voice.Status.PROCESSING, Voice.Status.READY]).exists()
    shared = (
        lessons.exclude(access=Lesson.Access.PRIVATE).exists()
        or Invitation.objects.filter(tenant=request.tenant, invited_by=person).exists()
    )
    if heard and recorded and shared:
        return None
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    spoken = [it for it in base_voices.by_language(engine_spec().base_voices) if it.spoken]
    return FirstSteps(
        heard=heard,
        recorded=recorded,
        shared=shared,
        invites=membership.is_admin,
        voices=spoken,
        voice=FIRST_VOICES[language],
        text="\n".join(
            [
                _("A walk along a river"),
                _("Good morning, everybody! Today we follow a river from its spring to the sea."),
            ]
        ),
    )
