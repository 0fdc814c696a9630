from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from lessons.access import viewer_of
from lessons.services import teaching
from rest.numbers import LARGEST_BIGINT, whole_number
from synthesis import pronouncing
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.voice_choice import engine_spec
from tenants.models import Tenant
from tenants.refusal import Refused, refused_fields
from voices import base_voices
from voices.access import usable_by
from voices.dictionary import csv_file, services
from voices.dictionary.conflicts import conflicts
from voices.dictionary.entry import Entry
from voices.dictionary.models import DictionaryVersion, Pronunciation
from voices.dictionary.problems import EntriesRefused
from voices.models import Voice
from web.audio.previews import preview_address
from web.dictionary.forms import EntryForm, ImportForm, SayForm

ENTRIES_A_PAGE = 100
VERSIONS_A_PAGE = 30
CONFLICTS_SHOWN = 50


@require_GET
def pronunciations(request: TenantRequest, slug: str) -> HttpResponse:
    """The dictionary: its entries, a search, and entries that may conflict."""
    wanted = request.GET.get("q", "").strip()
    rows = Pronunciation.objects.current()
    overlaps = conflicts(row.entry for row in rows)
    if wanted:
        rows = rows.filter(Q(word__icontains=wanted) | Q(value__icontains=wanted))
    version = services.latest()
    changed = bool(version) and request.GET.get("changed") == str(version)
    concerned = (
        teaching.concerned(viewer=viewer_of(request), version=version)
        if changed and request.membership.is_admin
        else []
    )
    context = {
        "page": Paginator(rows, ENTRIES_A_PAGE).get_page(request.GET.get("page")),
        "q": wanted,
        "total": Pronunciation.objects.current().count(),
        "conflicts": overlaps[:CONFLICTS_SHOWN],
        "more_conflicts": max(0, len(overlaps) - CONFLICTS_SHOWN),
        "version": version,
        "changed": changed,
        "concerned": concerned,
        "lines_concerned": sum(len(each.keys) for each in concerned),
    }
    return render(request, "pronunciations/list.html", context)


@require_http_methods(["GET", "POST"])
@admins_only
def new_pronunciation(request: TenantRequest, slug: str) -> HttpResponse:
    """Add an entry; it can be played before it is saved."""
    return _edit(request, slug, None)


@require_http_methods(["GET", "POST"])
@admins_only
def pronunciation(request: TenantRequest, slug: str, entry_id: str) -> HttpResponse:
    """Change an entry; the old and the new one can be played before it is saved."""
    return _edit(request, slug, get_object_or_404(Pronunciation.objects.current(), id=entry_id))


@allowed_while_suspended
@require_POST
@admins_only
def delete_pronunciation(request: TenantRequest, slug: str, entry_id: str) -> HttpResponse:
    """Delete an entry; it can be undone."""
    get_object_or_404(Pronunciation.objects.current(), id=entry_id)
    number = services.remove(entry_id=entry_id, by=actor_of(request))
    messages.success(request, _("The entry is removed."))
    return _list(slug, number)


@require_POST
@admins_only
def say(request: TenantRequest, slug: str) -> HttpResponse:
    """Speak a word as the dictionary has it now, or as it would be with the entry typed here."""
    form = SayForm(request.POST)
    try:
        if not form.is_valid():
            field, problems = next(iter(form.errors.items()))
            raise Refused("invalid_value", str(problems[0]), param=field)
        data = form.cleaned_data
        text = data["sentence"] or data["word"]
        own = [pronouncing.check(form.entry())] if data["which"] == "new" else []
        order = Order(
            text=text,
            voice=data["voice"],
            interactive=True,
            created_by=request.user,
            pronunciations=own,
            purpose=Job.Purpose.PREVIEW,
        )
        with refused_fields(text="sentence"):
            job = submit(tenant=request.tenant, order=order)
    except Refused as refusal:
        body = {"message": str(refusal), "param": refusal.param}
        return JsonResponse(body, status=422)
    if not request.accepts("text/html"):
        spelling = _spelling(request.tenant, job, text, form.entry())
        audio = preview_address(slug, job)
        return JsonResponse({"audio": audio, "job": job.id, "spelling": spelling})
    return redirect(preview_address(slug, job))


@require_POST
@admins_only
def undo(request: TenantRequest, slug: str) -> HttpResponse:
    """Take back the newest change."""
    number = whole_number(request.POST.get("number", ""), most=LARGEST_BIGINT)
    try:
        services.undo(number=number or 0, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The change is undone."))
    return _list(slug)


@require_POST
@admins_only
def make_again(request: TenantRequest, slug: str) -> HttpResponse:
    """Make the lines of lessons that a version of the dictionary changes."""
    number = whole_number(request.POST.get("number", ""), most=LARGEST_BIGINT) or 0
    try:
        queued = teaching.make_again(viewer=viewer_of(request), version=number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        message = ngettext(
            "%(count)s line is being made again.", "%(count)s lines are being made again.", queued
        )
        messages.success(request, message % {"count": queued})
    return _list(slug, number)


@require_http_methods(["GET", "POST"])
@admins_only
def import_csv(request: TenantRequest, slug: str) -> HttpResponse:
    """Import a CSV file, all of it or nothing."""
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                number = services.take_in(
                    lines=csv_file.read(form.cleaned_data["file"].read(csv_file.MAX_BYTES + 1)),
                    check=pronouncing.check,
                    by=actor_of(request),
                    replace=form.cleaned_data["mode"] == "replace",
                )
            except EntriesRefused as refusal:
                form.add_error("file", _("Nothing was taken in: some lines are wrong."))
                problems = [str(problem) for problem in refusal.problems]
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, _("The file is taken in."))
                return _list(slug, number)
    context = {"form": form, "problems": problems, "most": services.MAX_ENTRIES}
    return render(request, "pronunciations/import.html", context, status=status)


@require_GET
def export_csv(request: TenantRequest, slug: str) -> HttpResponse:
    """The dictionary as a CSV file."""
    version = services.latest()
    data = csv_file.write(services.entries_of(version))
    name = f"pronunciations-{slug}-{version}.csv"
    return HttpResponse(
        data,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def history(request: TenantRequest, slug: str) -> HttpResponse:
    """All versions, newest first: who changed what, and when."""
    versions = DictionaryVersion.objects.select_related("created_by")
    page = Paginator(versions, VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "version": services.latest()}
    return render(request, "pronunciations/history.html", context)


@require_POST
@admins_only
def restore(request: TenantRequest, slug: str, number: int) -> HttpResponse:
    """Make the dictionary what it was in a version."""
    get_object_or_404(DictionaryVersion, number=number)
    now = services.restore(number=number, by=actor_of(request))
    messages.success(request, _("Version %(number)s is restored.") % {"number": number})
    return _list(slug, now)


def _spelling(tenant: Tenant, job: Job, text: str, entry: Entry) -> dict[str, object]:
    """How the text is said now and with the entry; None if that is invalid or can't be told."""
    entries: dict[str, list[Entry]] = {"now": []}
    with suppress(Refused):
        entries["new"] = [pronouncing.check(entry)]
    shown: dict[str, object] = {"now": None, "new": None}
    for which, first in entries.items():
        spelling = pronouncing.spelling_of(
            text, tenant=tenant, version=job.dictionary_version, first=first, voice=job.voice
        )
        if spelling is not None:
            shown[which] = asdict(pronouncing.with_marks(spelling))
    return shown


def _edit(request: TenantRequest, slug: str, row: Pronunciation | None) -> HttpResponse:
    there = {name: getattr(row, name) for name in EntryForm.base_fields} if row else None
    form = EntryForm(request.POST or None, initial=there)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                number = services.put(
                    entry=form.entry(),
                    check=pronouncing.check,
                    by=actor_of(request),
                    instead_of=row.id if row else "",
                )
            except Refused as refusal:
                field = refusal.param if refusal.param in form.fields else None
                form.add_error(field, str(refusal))
            else:
                return _list(slug, number)
    context = {
        "form": form,
        "row": row,
        "voices": usable_by(request.user.id).filter(status=Voice.Status.READY),
        "base_voices": base_voices.by_language(engine_spec().base_voices),
    }
    return render(request, "pronunciations/form.html", context, status=status)


def _list(slug: str, changed: int | None = None) -> HttpResponse:
    query = f"?changed={changed}" if changed else ""
    return redirect(reverse("workspace:pronunciations", args=[slug]) + query)
