"""Pages for everybody: what it costs, how it is used, privacy and terms."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from billing import gateway
from billing.models import Plan
from runtime.version import VERSION
from web.billing import comparison
from web.public import legal
from web.public.procurement import facts
from web.public.retention import schedule

View = Callable[[HttpRequest], HttpResponse]


def revalidated(view: View) -> View:
    """Let the browser keep the page for going back, and ask again when it is opened anew.

    No shared cache may: the page has a nonce for its scripts and a token for its forms.
    """

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Cache-Control"] = "private, no-cache"
        return response

    return answered


@revalidated
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """The plans that are open to everybody, with what each holds and costs."""
    offers = comparison.price_list(Plan.objects.filter(public=True))
    can_pay = gateway.current() is not None
    return render(request, "public/prices.html", {"offers": offers, "can_pay": can_pay})


@revalidated
@require_safe
def help_(request: HttpRequest) -> HttpResponse:
    """How to begin, step by step."""
    return render(request, _in_language("help"))


@revalidated
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people here, in the operator's words or in ours with the operator's name."""
    return _legal(request, "privacy", gettext("Privacy"))


@revalidated
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """What members and the operator owe each other."""
    return _legal(request, "terms", gettext("Terms"))


@revalidated
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """What this installation keeps, and how long."""
    return render(request, "public/retention.html", {"rows": schedule()})


@revalidated
@require_safe
def for_schools(request: HttpRequest) -> HttpResponse:
    """What a school asks before it buys: a pack to print, filled from the settings."""
    context = {"operator": legal.operator(), "facts": facts(), "version": VERSION}
    return render(request, _in_language("procurement"), context)


def _legal(request: HttpRequest, name: str, title: str) -> HttpResponse:
    own = legal.text_of(name, get_language() or "en")
    if own is not None:
        return render(request, "public/own_text.html", {"title": title, "parts": own})
    return render(request, _in_language(name), {"operator": legal.operator()})


def _in_language(name: str) -> str:
    """The template of a long text, of which each language has its own."""
    folder = "zh_hans" if (get_language() or "").startswith("zh") else "en"
    return f"public/{folder}/{name}.html"
