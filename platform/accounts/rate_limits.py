"""How many requests tokens may send, and how often anybody may try to sign in or up."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.request import RoutedRequest
from accounts.sign_in import known_browsers, proof_of_work
from rest.errors import error_response
from tenants.refusal import Refused
from throttle import bucket
from throttle.bucket import Rate, Verdict
from throttle.client_address import client_address, network_of

P = ParamSpec("P")
Q = TypeVar("Q", bound=HttpRequest)
OfPage = Callable[Concatenate[Q, P], HttpResponseBase]

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a page takes POSTs."""

    sender: Rate
    """From one address, or one IPv6 network of /64. A school is one address: a whole class signs
    in from it."""
    account_here: Rate | None = None
    """From one address about one account."""
    account: Rate | None = None
    """About one account, from wherever. Use it where that person is signed in, or where work leads
    past the limit (`or_work`): a stranger's attempts must lock nobody out."""


SIGN_IN = Limits(Rate(100, 10 * MINUTE), Rate(10, 10 * MINUTE), Rate(100, HOUR))
SIGN_UP = Limits(Rate(20, HOUR), Rate(5, HOUR))
PASSWORD_RESET = Limits(Rate(20, HOUR), Rate(5, HOUR))
PASSKEY = Limits(Rate(100, 10 * MINUTE))
# Beside three tries for each code, which django-allauth counts.
CODE = Limits(Rate(100, 10 * MINUTE))
EMAIL_CHANGE = Limits(Rate(20, HOUR), account=Rate(5, HOUR))
WORKSPACE = Limits(Rate(20, HOUR))
PASSWORD_NEW = Limits(Rate(100, HOUR))
# Somebody else at an unlocked computer may try passwords.
PASSWORD_CHANGE = Limits(Rate(20, HOUR))
# Whoever has somebody's password may try codes: three of a million are right at any moment. Work
# leads not past it.
SECOND_FACTOR = Limits(Rate(100, 10 * MINUTE), account=Rate(5, 10 * MINUTE))
# Whoever sits at an open session of somebody else may try passwords and codes.
REAUTHENTICATION = Limits(Rate(300, 10 * MINUTE), account=Rate(10, 10 * MINUTE))
# How many an address and a workspace may have a day: accounts.joining.invitation_mails.
INVITE = Limits(Rate(100, HOUR))
# Anybody may check whether files were made here, without an account. Each check reads up to 25 MB,
# and may start a confined process.
LABEL_CHECK = Limits(Rate(30, 10 * MINUTE))
# In the morning a whole school signs in at its own provider, and comes back from there.
ORGANISATION = Limits(Rate(300, 10 * MINUTE))
# At the beginning of a lesson a whole school opens it in its courses.
LAUNCH = Limits(Rate(3_000, 10 * MINUTE))
# On a training day the whole staff joins from one address; the form names no account.
REPORTS = Limits(Rate(20, HOUR))
JOIN = Limits(Rate(100, 10 * MINUTE))
# Solutions of challenges (accounts.sign_in.proof_of_work).
WORK = Limits(Rate(100, 10 * MINUTE))

MAILS = Rate(10, HOUR)
# Failed attempts on an account, from wherever, until its owner is told; and how often they are.
FAILURES, WARNINGS = Rate(20, HOUR), Rate(1, 24 * HOUR)


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
    limits: Limits,
    *,
    account: str | Callable[[HttpRequest], str] = "",
    or_work: bool = False,
    as_json: bool = False,
) -> Callable[[OfPage[Q, P]], OfPage[Q, P]]:
    """Limit POSTs to a page. Pages of one `name` are counted together.

    `account` names the field of the form with the account, or is a function that knows it. With
    `or_work` a browser may compute its way past the limits (accounts.sign_in.proof_of_work). The
    429 is a page, or with `as_json` an error in JSON, for addresses that programs call.
    """

    if bool(limits.account_here or limits.account) != bool(account):
        raise ValueError("Give `account` where accounts are limited, and only there.")

    def decorate(view: OfPage[Q, P]) -> OfPage[Q, P]:
        @wraps(view)
        def limited(request: Q, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            sender = network_of(client_address(request))
            buckets = [(f"{name}:address:{sender}", limits.sender)]
            # A page without accounts is limited before the body, which may be a file, is parsed.
            if about := _account(request, account):
                if limits.account_here:
                    here = _digest(f"{about} {sender}")
                    buckets.append((f"{name}:account-here:{here}", limits.account_here))
                # Strangers who use this one up hold up no browser that the person has used before.
                if limits.account and not (or_work and known_browsers.is_known(request, about)):
                    buckets.append((f"{name}:account:{_digest(about)}", limits.account))
            verdict = bucket.take(buckets)
            if verdict is None or verdict.allowed:
                return view(request, *args, **kwargs)
            if or_work and proof_of_work.use_pass(request):
                return view(request, *args, **kwargs)
            return _too_many_attempts(request, verdict, or_work=or_work, as_json=as_json)

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


def _too_many_attempts(
    request: HttpRequest, verdict: Verdict, *, or_work: bool, as_json: bool
) -> HttpResponse:
    minutes = math.ceil(verdict.retry_after / MINUTE)
    message = ngettext(
        "Too many attempts. Try again in %(minutes)d minute.",
        "Too many attempts. Try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
    response: HttpResponse
    if as_json:
        response = error_response(429, message, code="rate_limit_exceeded")
    elif or_work and (challenge := proof_of_work.challenge(request)):
        context = {"message": message, "challenge": challenge, "back": request.path}
        response = render(request, "accounts/too_many_attempts.html", context, status=429)
    else:
        context = {"title": _("Please wait"), "message": message}
        response = render(request, "error.html", context, status=429)
    response["Retry-After"] = str(math.ceil(verdict.retry_after))
    return response
