"""Shared by the pages on which a consent statement is read aloud."""

from typing import Any, cast

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import get_language

from accounts.request import TenantRequest
from tenants.refusal import Refused
from voices.consent import wording
from voices.consents import Reading
from voices.intake import MAX_SECONDS, MIN_SECONDS
from voices.tickets import Ticket, new_ticket, read_ticket

# Refusals of these parameters are shown beside their field; all others are about the recording.
FIELDS = ("name", "person", "language", "ticket", "mood")


def initial(request: TenantRequest) -> dict[str, Any]:
    """The signed-in person reads, in the language of the page."""
    chinese = (get_language() or "").startswith("zh")
    return {"person": request.user.name, "language": "zh" if chinese else "en"}


def reading_of(request: TenantRequest, form: Form) -> Reading:
    """The statement that the form showed. Raises Refused if its number can't be used any more."""
    given = form.cleaned_data
    ticket = read_ticket(request.tenant, given["ticket"])
    return Reading(ticket, person=given["person"], language=given["language"])


def reading_context(request: TenantRequest, form: Form) -> dict[str, Any]:
    """The form with its statement, which keeps its number while that can be used."""
    ticket = _kept_ticket(request, form) or new_ticket(request.tenant)
    if form.is_bound:
        data = cast(QueryDict, form.data).copy()
        data["ticket"] = ticket.text
        form.data = data
    form.initial["ticket"] = ticket.text
    language = form["language"].value()
    if language not in wording.LANGUAGES:
        language = initial(request)["language"]

    def statement(language: str, name: str) -> str:
        return wording.statement(
            language=language,
            name=name,
            organisation=request.tenant.name,
            number=ticket.number,
        )

    return {
        "form": form,
        "statement": statement(language, form["person"].value() or "…"),
        "statement_language": "zh-Hans" if language == "zh" else "en",
        "statement_en": statement("en", "{name}"),
        "statement_zh": statement("zh", "{name}"),
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


def _kept_ticket(request: TenantRequest, form: Form) -> Ticket | None:
    if not form.is_bound:
        return None
    try:
        return read_ticket(request.tenant, str(form.data.get("ticket", "")))
    except Refused:
        return None
