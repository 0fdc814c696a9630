"""Shared by the pages on which a consent statement is read aloud."""

from datetime import timedelta
from math import ceil
from typing import Any, cast

from django.forms import Form
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.actor import actor_of
from accounts.request import TenantRequest
from tenants.refusal import Refused
from voices import releases
from voices.confirmation import Speaker
from voices.consent import wording
from voices.consents import Reading
from voices.enrolment import draws
from voices.enrolment.intake import MAX_SECONDS, MIN_SECONDS
from voices.models import StatementDraw

# Refusals of these parameters are shown beside their field; all others are about the recording.
FIELDS = ("name", "person", "language", "speaker_email", "release", "ticket", "mood")


def initial(request: TenantRequest) -> dict[str, Any]:
    """The signed-in person reads, in the language of the page."""
    chinese = (get_language() or "").startswith("zh")
    return {"person": request.user.name, "language": "zh" if chinese else "en"}


def reading_of(request: TenantRequest, form: Form) -> Reading:
    """The statement that the form showed. Raises Refused if its words can't be used any more."""
    given = form.cleaned_data
    drawn = draws.find(by=actor_of(request), ticket=given["ticket"])
    if not given["own_voice"] and not given["speaker_email"]:
        message = _("Say whose voice it is: your own, or the speaker’s e-mail.")
        raise Refused("speaker_email_missing", message, param="speaker_email")
    if given["own_voice"]:
        releases.check_accepted(tenant=request.tenant, digest=given["release"])
    speaker = Speaker(given["own_voice"], given["speaker_email"], given["release"])
    return Reading(drawn, given["person"], given["language"], speaker)


def reading_context(request: TenantRequest, form: Form) -> dict[str, Any]:
    """The form with its statement, which keeps its words while they can be used.

    Somebody who was given too many statements gets the reason (`none_left`) in place of one.
    """
    try:
        drawn = _kept(request, form) or draws.current(tenant=request.tenant, by=actor_of(request))
    except Refused as refusal:
        if "ticket" in form.errors:  # which is about a field that nobody sees
            form.add_error("recording", str(refusal))
        return {"form": form, "none_left": str(refusal), **clip_limits()}
    if form.is_bound:
        data = cast(QueryDict, form.data).copy()
        data["ticket"] = str(drawn.id)
        form.data = data
    form.initial["ticket"] = str(drawn.id)
    language = form["language"].value()
    if language not in wording.LANGUAGES:
        language = initial(request)["language"]

    until = draws.valid_until(drawn)

    def statement(language: str, name: str) -> str:
        return wording.statement(
            language=language,
            name=name,
            organisation=request.tenant.name,
            number=drawn.number,
            words=draws.words_of(drawn, language),
        )

    return {
        "form": form,
        "statement": statement(language, form["person"].value() or "…"),
        "statement_language": "zh-Hans" if language == "zh" else "en",
        "statement_en": statement("en", "{name}"),
        "statement_zh": statement("zh", "{name}"),
        "release": releases.current(tenant=request.tenant, language=initial(request)["language"]),
        "valid_until": int(until.timestamp()),
        "valid_minutes": ceil((until - timezone.now()) / timedelta(minutes=1)),
        **clip_limits(),
    }


def clip_limits() -> dict[str, int]:
    return {"min_seconds": int(MIN_SECONDS), "max_seconds": int(MAX_SECONDS)}


def place_refusal(form: Form, refusal: Refused) -> None:
    """Show a refusal beside the field that it is about."""
    field = "person" if refusal.code == "person_invalid" else refusal.param or ""
    if field == "ticket" or field not in form.fields or field not in FIELDS:
        field = "recording"
    form.add_error(field, str(refusal))


def _kept(request: TenantRequest, form: Form) -> StatementDraw | None:
    if not form.is_bound:
        return None
    try:
        return draws.find(by=actor_of(request), ticket=str(form.data.get("ticket", "")))
    except Refused:
        return None
