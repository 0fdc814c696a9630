"""Taking a page's form once that a browser may send again, as when its network broke (`once`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts.request import TenantRequest
from idempotency.once import Key, fingerprint_of, made_once, name_of
from tenants.refusal import Refused

P = ParamSpec("P")
OfPage = Callable[Concatenate[TenantRequest, P], HttpResponse]

USER_HEADER = "Lectern-User"
# It differs from page to page.
DIFFERS = "csrfmiddlewaretoken"


class _NotDone(Exception):
    """The view answered with a page and did nothing."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def sent_once(view: OfPage[P]) -> OfPage[P]:
    """Take a form with an `Idempotency-Key` once, and repeat the redirect that answered it.

    A browser that sends it later names who filled it in (`Lectern-User: workspace:user`). Raises
    Refused for somebody else, who has signed in there since, and for another form with that key.
    """

    @wraps(view)
    def checked(request: TenantRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)

        def make() -> str:
            response = view(request, *args, **kwargs)
            if response.status_code != 302:
                raise _NotDone(response)
            return response["Location"]

        named = name_of(request)
        _check_user(request)
        if named is None:
            return view(request, *args, **kwargs)
        key = Key(f"page:{request.user.id}:{named}")
        try:
            done = made_once(key, fingerprint_of(request, _form(request)), make)
        except _NotDone as answer:
            return answer.response
        return done.marked(redirect(done.value))

    return checked


def _check_user(request: TenantRequest) -> None:
    asked = request.headers.get(USER_HEADER)
    if asked is None:
        return
    slug, _colon, user = asked.rpartition(":")
    # It may have been filled in before the workspace got another address.
    former = request.tenant.former_slugs.live().filter(slug=slug)
    if user != str(request.user.id) or (slug != request.tenant.slug and not former.exists()):
        message = _("Somebody else has signed in since this was sent.")
        raise Refused("other_user", message, status=409)


def _form(request: TenantRequest) -> MultiValueDict[str, Any]:
    """The fields and files of the form."""
    form: MultiValueDict[str, Any] = MultiValueDict()
    for given in (request.POST, request.FILES):
        for name in given:
            if name != DIFFERS:
                form.setlist(name, list(given.getlist(name)))
    return form
