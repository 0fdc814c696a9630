"""The page on which admins point OpenAI's names at voices of the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from synthesis.aliases import choosing
from synthesis.aliases.names import NAMES, usual
from synthesis.voice_choice import engine_spec
from tenants.refusal import Refused
from voices import base_voices
from voices.access import usable_by
from voices.models import Voice

Choices = Sequence[tuple[str, str | Sequence[tuple[str, str]]]]


class AliasForm(forms.Form):
    """A voice for each of OpenAI's names; empty is the usual one."""

    def __init__(self, *args: Any, voices: Choices, titles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES:
            as_usual = _("As usual: %(voice)s") % {"voice": titles[usual(name)]}
            self.fields[name] = forms.ChoiceField(
                label=name, required=False, choices=[("", as_usual), *voices]
            )


@require_http_methods(["GET", "POST"])
@admins_only
def voice_aliases(request: TenantRequest, slug: str) -> HttpResponse:
    """Which voices programs hear that know OpenAI's names alone."""
    groups = base_voices.by_language(engine_spec().base_voices)
    given = request.POST if request.method == "POST" else None
    initial = {each.name: each.voice for each in choosing.aliases() if each.is_chosen}
    form = AliasForm(given, initial=initial, voices=_choices(groups), titles=_titles(groups))
    status = 200
    if given is not None:
        status = 422
        if form.is_valid():
            try:
                choosing.point(voices=form.cleaned_data, by=actor_of(request))
            except Refused as refusal:
                form.add_error(refusal.param, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect("workspace:voice-aliases", slug=slug)
    return render(request, "voices/aliases.html", {"form": form}, status=status)


def _choices(groups: Iterable[base_voices.VoiceGroup]) -> Choices:
    """The voices that every program of the workspace may use, in groups."""
    ready = usable_by(None).filter(status=Voice.Status.READY)
    own = [(voice.id, voice.name) for voice in ready]
    grouped: Choices = [
        (
            group.language,
            [(voice.name, f"{voice.person} · {voice.gender}") for voice in group.voices],
        )
        for group in groups
    ]
    return [(_("Your voices"), own), *grouped] if own else grouped


def _titles(groups: Iterable[base_voices.VoiceGroup]) -> dict[str, str]:
    return {voice.name: voice.title for group in groups for voice in group.voices}
