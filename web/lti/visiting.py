"""Pages that a learning platform shows in a frame: of that platform, and of no other site.

A frame of another site may have no cookies. So these pages read and write no session, and their
forms need no token against forgery: what they may do stands in their address, signed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from lessons.links.listening import Withdrawn
from lti import visits
from lti.models import LearningPlatform
from lti.unacceptable import Unacceptable
from lti.visits import Visit
from telemetry.context import name_tenant
from tenants.context import in_tenant
from tenants.limits import limits_of
from throttle import bucket, callers
from throttle.bucket import Rate
from web.lti.refusing import refuse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase]
Opened = Callable[Concatenate[HttpRequest, UUID, str, P], HttpResponseBase]

# A class of 60 opens a lesson at once: a request for each line, and one every few seconds besides.
# A whole school is one platform.
REQUESTS = Rate(30_000, 60)


def speak(request: HttpRequest, language: str) -> None:
    """Answer in the language of the platform, as `zh_cn`, if it is one of ours."""
    try:
        found = translation.get_supported_language_variant(language.replace("_", "-").lower())
    except LookupError:
        return
    translation.activate(found)
    request.LANGUAGE_CODE = found


def opens_visit(kind: str) -> Callable[[View[P]], Opened[P]]:
    """Give a view the visit that its address holds, in the schema of its workspace. Where the
    visit is over, or the workspace is suspended, the answer says so."""

    def decorate(view: View[P]) -> Opened[P]:
        @wraps(view)
        def opened(
            request: HttpRequest,
            /,
            tenant_id: UUID,
            visit: str,
            *args: P.args,
            **kwargs: P.kwargs,
        ) -> HttpResponseBase:
            try:
                found = visits.opened(tenant_id, visit, kind=kind)
            except Unacceptable as error:
                callers.forget(request)
                return refuse(request, error)
            speak(request, found.language)
            name_tenant(found.platform.tenant.slug)
            callers.remember(request, found.platform.tenant)
            try:
                _check_open(found.platform)
                with in_tenant(found.platform.tenant):
                    return view(request, found, *args, **kwargs)
            except Withdrawn:
                return refuse(request, Unacceptable("withdrawn"))
            except Unacceptable as error:
                return refuse(request, error, found.platform)

        return csrf_exempt(never_cache(opened))

    return decorate


def _check_open(platform: LearningPlatform) -> None:
    if limits_of(platform.tenant).suspended:
        raise Unacceptable("suspended")
    verdict = bucket.take([(f"lti:{platform.id}", REQUESTS)])
    if verdict is not None and not verdict.allowed:
        raise Unacceptable("too_many")
