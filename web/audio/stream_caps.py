"""Views that send streams, each counted until it ends, and refused when there are too many."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.request import TenantRequest, TokenRequest
from tenants.refusal import Refused
from throttle.open_streams import Cap, Full, take_place
from throttle.request_end import at_end_of

P = ParamSpec("P")
Q = TypeVar("Q", TenantRequest, TokenRequest)
R = TypeVar("R", bound=HttpResponseBase)
PROCESS = "process"
RETRY_SECONDS = 5


def counted_stream(view: Callable[Concatenate[Q, P], R]) -> Callable[Concatenate[Q, P], R]:
    """Count the streams of a view against its caller's caps, before the view does any work.

    Raises Refused: 429 when the token, the member or the workspace has too many open streams, 503
    when the web process has.
    """

    @wraps(view)
    def counted(request: Q, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            place = take_place(_caps(request))
        except Full as full:
            raise _refused(full.cap) from None
        at_end_of(request, place.release)
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            place.release()
            raise
        if response.streaming:
            response._resource_closers.append(place.release)  # type: ignore[attr-defined]
        else:
            place.release()
        return response

    return counted


def _caps(request: TenantRequest | TokenRequest) -> list[Cap]:
    caps = [Cap(f"tenant:{request.tenant.id}", settings.TENANT_STREAMS)]
    if request.api_token is not None:
        caps.insert(0, Cap(f"token:{request.api_token.id}", settings.TOKEN_STREAMS))
    if request.membership is not None:
        caps.insert(0, Cap(f"member:{request.membership.id}", settings.MEMBER_STREAMS))
    return [*caps, Cap(PROCESS, settings.STREAMS)]


def _refused(cap: Cap) -> Refused:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    if cap.key == PROCESS:
        message = _("All places for streams are taken at the moment. Try again soon.")
        return Refused("too_many_streams", message, status=503, headers=headers)
    message = _("%(most)d streams are open, and no more are allowed. Let one of them end first.")
    figures = {"most": cap.most}
    return Refused("too_many_streams", message % figures, status=429, headers=headers)
