"""A few words in a base voice, for whoever chooses one. They are not counted."""

from django.utils.translation import gettext as _

from accounts.models import User
from synthesis.jobs.passages import Passage, submit_passages
from synthesis.models import Job
from synthesis.sample_text import SAMPLE_TEXT
from synthesis.voice_choice import engine_spec, is_base_voice
from tenants.models import Tenant
from tenants.refusal import Refused


def speak_sample(*, tenant: Tenant, voice: str, by: User) -> Job:
    """The job that speaks SAMPLE_TEXT as the base voice is.

    Raises Refused: there is no base voice of that name, or the workspace can't make anything now.
    In the tenant's schema.
    """
    if not is_base_voice(voice):
        message = _("There is no voice “%(name)s” in this workspace.") % {"name": voice[:60]}
        raise Refused("voice_not_found", message, param="voice", status=404)
    passage = Passage(
        text=SAMPLE_TEXT,
        voice=voice,
        mood="",
        speed=1.0,
        expressiveness=1.0,
        gain_db=0.0,
        seed=0,
        free=True,
    )
    submitted = submit_passages(
        tenant=tenant,
        engine=engine_spec(),
        passages=[passage],
        purpose=Job.Purpose.PREVIEW,
        interactive=True,
        created_by=by,
    )
    return submitted.job
