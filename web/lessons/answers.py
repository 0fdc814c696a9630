"""How views of lessons answer: scripts with JSON, refusals included, and links to files."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.request import TenantRequest
from lessons.services.sound import LinesMissing
from rest.parsers import has_null
from tenants.refusal import Refused
from web.lessons.presentation import error_json

P = ParamSpec("P")
View = Callable[Concatenate[TenantRequest, P], HttpResponseBase]


def answering_json(view: View[P]) -> View[P]:
    """Turn a refusal of the view into a JSON answer with its status."""

    @wraps(view)
    def checked(request: TenantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            return JsonResponse(error_json(refusal), status=refusal.status, headers=refusal.headers)

    return checked


def downloading(view: View[P]) -> View[P]:
    """Turn a refusal of a lesson's file into its page, which says what is wrong.

    A link leads to the file: its answer, if not the file itself, is what the browser shows.
    """

    @wraps(view)
    def checked(request: TenantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            if refusal.status == 404:
                raise Http404 from None
            said = str(refusal)
            if isinstance(refusal, LinesMissing):
                said = ngettext(
                    "%(count)d line is not made yet. Press “Make all” first.",
                    "%(count)d lines are not made yet. Press “Make all” first.",
                    refusal.count,
                ) % {"count": refusal.count}
            messages.error(request, said)
            return redirect("workspace:lesson", slug=kwargs["slug"], lesson_id=kwargs["lesson_id"])

    return checked


def body_of(request: TenantRequest) -> dict[str, Any]:
    """The JSON object in the request's body. Raises Refused for anything else."""
    try:
        body = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Refused("invalid_json", _("The body must be a JSON object."))
    if not _can_be_kept(body):
        raise Refused("invalid_value", _("The body holds characters that can’t be kept."))
    return body


def _can_be_kept(body: dict[str, Any]) -> bool:
    """PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return not has_null(body)


def keys_in(body: dict[str, Any], name: str) -> list[str] | None:
    """A list of keys of lines in the body; None where it is left out. Raises Refused."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        message = _("“%(name)s” must be a list of keys.") % {"name": name}
        raise Refused("invalid_value", message, param=name)
    return value


def text_in(body: dict[str, Any], name: str) -> str:
    """A string in the body, empty where it is left out. Raises Refused."""
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > 100:
        message = _("“%(name)s” must be a short text.") % {"name": name}
        raise Refused("invalid_value", message, param=name)
    return value
