"""How many requests tokens may send, and how often anybody may try to sign in or up."""

import hashlib
import math
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.request import RoutedRequest
from rest.errors import error_response
from tenants.refusal import Refused
from throttle import bucket
from throttle.bucket import Rate, Verdict
from throttle.client_address import client_address, network_of

P = ParamSpec("P")
Q = TypeVar("Q", bound=HttpRequest)
OfPage = Callable[Concatenate[Q, P], HttpResponseBase]

MINUTE, HOUR = 60, 3600

# A school is one address: a whole class signs in from it. An account is one person, and is counted
# with the sender's address: a stranger's attempts lock nobody out.
SIGN_IN = (Rate(100, 10 * MINUTE), Rate(10, 10 * MINUTE))
SIGN_UP = (Rate(20, HOUR), Rate(5, HOUR))
# Beside three tries for each code, which django-allauth counts.
CODE = (Rate(100, 10 * MINUTE),)
MAILS = Rate(10, HOUR)
# Failed attempts on an account, from wherever, until its owner is told; and how often they are.
FAILURES, WARNINGS = Rate(20, HOUR), Rate(1, 24 * HOUR)
WORKSPACE = (Rate(20, HOUR),)
PASSWORD_NEW = (Rate(100, HOUR),)
PASSWORD_RESET = (Rate(20, HOUR), Rate(5, HOUR))
# Somebody else at an unlocked computer may try passwords.
PASSWORD_CHANGE = (Rate(20, HOUR),)
# Whoever has somebody's password may try codes: three of a million are right at any moment.
SECOND_FACTOR = (Rate(100, 10 * MINUTE), Rate(5, 10 * MINUTE))
# Whoever sits at an open session of somebody else may try passwords and codes.
REAUTHENTICATION = (Rate(300, 10 * MINUTE), Rate(10, 10 * MINUTE))
# How many an address and a workspace may have a day: accounts.joining.invitation_mails.
INVITE = (Rate(100, HOUR),)
# Anybody may check files for our label, without an account. Each check reads up to 2 MB.
LABEL_CHECK = (Rate(60, 10 * MINUTE),)
# On a training day the whole staff joins from one address; the form names no account.
JOIN = (Rate(100, 10 * MINUTE),)


def rate_limited(
    get_response: Callable[[RoutedRequest], HttpResponse],
) -> Callable[[RoutedRequest], HttpResponse]:
    """REST: each token and each workspace has its plan's number of requests a minute.

    Every answer gives the tighter of the two in `x-ratelimit-{limit,remaining,reset}-requests`;
    a 429 says in `Retry-After` when to try again. Without Valkey nothing is refused
    (throttle.bucket.take), and answers give the limit alone.
    """

    def middleware(request: RoutedRequest) -> HttpResponse:
        token, tenant, limits = request.api_token, request.tenant, request.limits
        if token is None or tenant is None or limits is None:
            return get_response(request)
        verdict = bucket.take(
            [
                (f"token:{token.id}", Rate(limits.token_requests_per_minute, MINUTE)),
                (f"tenant:{tenant.id}", Rate(limits.requests_per_minute, MINUTE)),
            ]
        )
        if verdict is None:
            response = get_response(request)
            response["x-ratelimit-limit-requests"] = str(limits.token_requests_per_minute)
            return response
        response = get_response(request) if verdict.allowed else _too_many(verdict)
        response["x-ratelimit-limit-requests"] = str(verdict.limit)
        response["x-ratelimit-remaining-requests"] = str(verdict.remaining)
        response["x-ratelimit-reset-requests"] = duration(verdict.full_after)
        return response

    return middleware


def page_limited(
    name: str,
    rates: tuple[Rate, ...],
    *,
    account: str | Callable[[HttpRequest], str] = "",
    as_json: bool = False,
) -> Callable[[OfPage[Q, P]], OfPage[Q, P]]:
    """Limit POSTs to a page, by the sender's address and by the account that they are about.

    Pages of one `name` are counted together. `rates` are the address's and, if `account` names a
    field of the form or a function that knows it, that of the account. The 429 is a page, or with
    `as_json` an error in JSON, for addresses that programs call.
    """

    if len(rates) != (2 if account else 1):
        raise ValueError("Give a rate for addresses, and one for accounts if the form has them.")

    def decorate(view: OfPage[Q, P]) -> OfPage[Q, P]:
        @wraps(view)
        def limited(request: Q, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            sender = network_of(client_address(request))
            buckets = [(f"{name}:address:{sender}", rates[0])]
            # A page without accounts is limited before the body, which may be a file, is parsed.
            about = _account(request, account)
            if about:
                buckets.append((f"{name}:account:{_digest(about)}", rates[1]))
            verdict = bucket.take(buckets)
            if verdict is None or verdict.allowed:
                return view(request, *args, **kwargs)
            return _too_many_attempts(request, verdict, as_json=as_json)

        return limited

    return decorate


def may_mail(email: str) -> bool:
    """Count a mail that anybody can have sent to any address. False: it has got enough."""
    verdict = bucket.take([(f"mails:{_digest(email.strip().lower())}", MAILS)])
    return verdict is None or verdict.allowed


def check_may_mail(email: str) -> None:
    """The same, but raises Refused (429)."""
    if not may_mail(email):
        message = _("This address has got many mails from us within the hour. Try again later.")
        raise Refused("too_many_mails", message, status=429)


def should_warn(email: str) -> bool:
    """Count a failed attempt to sign in. True once a day, where there were many."""
    digest = _digest(email.strip().lower())
    verdict = bucket.take([(f"failures:{digest}", FAILURES)])
    if verdict is None or verdict.allowed:
        return False
    verdict = bucket.take([(f"warned:{digest}", WARNINGS)])
    return verdict is not None and verdict.allowed


def from_here(field: str) -> Callable[[HttpRequest], str]:
    """For `account` of page_limited: the account in a field of the form, for this sender alone."""

    def account(request: HttpRequest) -> str:
        about = request.POST.get(field, "").strip().lower()
        return f"{about} {network_of(client_address(request))}" if about else ""

    return account


def person(request: HttpRequest) -> str:
    """For `account` of page_limited: whoever is signed in."""
    return str(request.user.pk or "")


def _account(request: HttpRequest, account: str | Callable[[HttpRequest], str]) -> str:
    if callable(account):
        return account(request)
    return request.POST.get(account, "").strip().lower() if account else ""


def _digest(account: str) -> str:
    # So that Valkey holds no e-mail addresses.
    return hashlib.sha256(account.encode(errors="replace")).hexdigest()


def duration(seconds: float) -> str:
    """A duration as OpenAI writes it: `120ms`, `1s`, `6m0s`."""
    if seconds < 1:
        return f"{math.ceil(seconds * 1000)}ms"
    minutes, rest = divmod(math.ceil(seconds), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def _too_many(verdict: Verdict) -> HttpResponse:
    message = _("Too many requests: %(limit)s a minute are allowed. Try again in %(wait)s.")
    figures = {"limit": verdict.limit, "wait": duration(verdict.retry_after)}
    response = error_response(429, message % figures, code="rate_limit_exceeded")
    response["Retry-After"] = str(math.ceil(verdict.retry_after))
    return response


def _too_many_attempts(request: HttpRequest, verdict: Verdict, *, as_json: bool) -> HttpResponse:
    minutes = math.ceil(verdict.retry_after / MINUTE)
    message = ngettext(
        "Too many attempts. Try again in %(minutes)d minute.",
        "Too many attempts. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    response: HttpResponse
    if as_json:
        response = error_response(429, message, code="rate_limit_exceeded")
    else:
        context = {"title": _("Please wait"), "message": message}
        response = render(request, "error.html", context, status=429)
    response["Retry-After"] = str(math.ceil(verdict.retry_after))
    return response
