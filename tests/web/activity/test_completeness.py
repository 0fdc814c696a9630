"""The activity log is complete: every route that writes has its action, or a reason for none."""

import ast
import re

from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import config
from tenants.model_admin import ModelAdmin
from tests.web.activity.routes_and_actions import NO_ACTION, NOT_SENT, PAGES, REST
from web.activity.wording import ACTIONS, AREAS

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
OURS = ("platform", "web", "lessons", "voices", "billing", "synthesis")


def patterns(found, before=""):
    """All routes with their views; those of Django's admin are held by a test of their own."""
    for pattern in found:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from patterns(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern


def filled(route: str, slug: str) -> str:
    route = route.replace("<slug:slug>", slug)
    route = re.sub(r"<uuid:\w+>", "00000000-0000-0000-0000-000000000001", route)
    return "/" + re.sub(r"<(\w+:)?\w+>", "1", route)


# They answer TRACE with another page, and are in the tables by hand.
SILENT = {
    *("sign-up/code", "password/set", "password/<uidb36>/<key>", "sign-in/second-factor"),
    *("account/reauthenticate/code", "account/reauthenticate/passkey"),
    "account/second-factor/app/delete",
}


def test_every_route_that_writes_has_its_action_or_a_reason(alice):
    alice.user.is_staff = alice.user.is_superuser = True
    alice.user.save()
    writing: set[tuple[str, str]] = set()
    silent: set[str] = set()
    for route, _pattern in patterns(get_resolver().url_patterns):
        of_tokens = route.startswith(("v1/", "v2/")) or route == "mcp"
        client = alice.rest if of_tokens else alice.browser
        answer = client.generic("TRACE", filled(route, alice.tenant.slug))
        if answer.status_code == 302:  # it is for people who have not signed in
            answer = Client().generic("TRACE", filled(route, alice.tenant.slug))
        if answer.status_code != 405:
            silent.add(route)
            continue
        methods = set(answer["Allow"].split(", ")) & WRITES
        # Django's views of forms take PUT and DELETE for POST.
        if not route.startswith(("v1/", "v2/")):
            methods -= {"PUT", "DELETE"} if "POST" in methods else set()
        writing |= {(method.lower(), route) for method in methods}
    known = {("post", route) for route in PAGES} | set(REST)
    of_rest = {route for _method, route in REST}
    unknown = {
        (method, route)
        for method, route in writing - known
        if route not in NO_ACTION or route in of_rest
    }
    assert silent == SILENT and not unknown
    assert silent == SILENT
    there = {route for _method, route in writing} | SILENT
    assert known - writing == set() and set(NO_ACTION) - there == set()
    assert set(NOT_SENT) <= {route for _method, route in known}


def test_operators_change_no_record_unseen():
    """Django's admin has routes for each model; what is done there is recorded for all of them."""
    unseen = [
        model for model, each in admin.site._registry.items() if not isinstance(each, ModelAdmin)
    ]
    assert not unseen


def test_every_action_has_words_in_an_area():
    used = set()
    for path in [path for folder in OURS for path in (config.ROOT / folder).rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call):
                used |= set(_actions(call))
    assert used == set(ACTIONS)
    assert {action.partition(".")[0] for action in ACTIONS} <= set(AREAS)


def _actions(call: ast.Call) -> list[str]:
    """The names of actions among the arguments of a call that records one."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name not in ("record", "record_of_person", "_record", "_log", "_factor"):
        return []
    given = [*call.args[:1], *(each.value for each in call.keywords if each.arg == "action")]
    found = [
        each.value for part in given for each in ast.walk(part) if isinstance(each, ast.Constant)
    ]
    return [each for each in found if isinstance(each, str) and ACTION.fullmatch(each)]
