"""How the workspace wants ambiguous writing read: what its admins chose, else what is usual where
it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from activity.log import Detail, record
from synthesis.models import Job, ReadingChoices
from synthesis.text.style import BLANKS, DATE_ORDERS, DEFAULT, EMOJI, ReadingStyle
from tenants.context import current_tenant
from tenants.models import Tenant
from tenants.refusal import Refused

CHOICES: Mapping[str, tuple[str | bool, ...]] = {
    "date_order": DATE_ORDERS,
    "english_and": (True, False),
    "emoji": EMOJI,
    "blanks": BLANKS,
    "old_verse": (True, False),
}
"""The fields of a ReadingStyle, and what each may be."""


def style_of(tenant: Tenant) -> ReadingStyle:
    """How the workspace reads now. In the tenant's schema."""
    own = {name: value for name, value in chosen().items() if value is not None}
    return ReadingStyle.of(asdict(usual_in(tenant.time_zone)) | own)


def of_job(job: Job) -> ReadingStyle:
    """How the job's text was read when it was planned."""
    return ReadingStyle.of(job.reading_style)


def chosen() -> dict[str, str | bool | None]:
    """What the workspace whose schema is open has chosen; None for what follows its place."""
    row = ReadingChoices.objects.first() or ReadingChoices()
    return {name: getattr(row, name) for name in CHOICES}


@transaction.atomic
def choose(*, values: Mapping[str, object], by: Actor = OPERATOR) -> None:
    """Change the fields of CHOICES that are given; None goes back to what is usual.

    Raises Refused, whose `param` names the field at fault. In the tenant's schema.
    """
    for name, value in values.items():
        if name not in CHOICES or (value is not None and value not in CHOICES[name]):
            known = ", ".join(str(each) for each in CHOICES.get(name, ()))
            message = _("“%(name)s” must be one of: %(known)s.")
            figures = {"name": name, "known": known}
            raise Refused("invalid_value", message % figures, param=name)
    before = chosen()
    details: dict[str, Detail] = {
        name: "" if value is None else str(value)
        for name, value in values.items()
        if value != before[name]
    }
    if not details:
        return
    ReadingChoices.objects.update_or_create(id=1, defaults={**values, "changed_by": by.user})
    record(action="workspace.reading_changed", by=by.who, tenant=current_tenant(), details=details)


@lru_cache(maxsize=1_000)
def usual_in(time_zone: str) -> ReadingStyle:
    """What is usual where a time zone is: the order of dates of its country, and in the United
    States numbers without "and". The plain one where the zone has no country, as UTC."""
    country = get_global("zone_territories").get(time_zone)
    if country is None:
        return DEFAULT
    try:
        pattern = Locale.parse(f"und_{country}").date_formats["short"].pattern
    except (UnknownLocaleError, KeyError):
        return DEFAULT
    order = "".join(dict.fromkeys(char for char in pattern.lower() if char in "dmy"))
    return ReadingStyle(
        date_order=order if order in DATE_ORDERS else DEFAULT.date_order,
        english_and=country != "US",
    )
