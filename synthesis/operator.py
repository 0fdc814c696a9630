"""The operator's page about the queue, inside the admin."""

import redis
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from synthesis import heartbeat
from synthesis.dispatch import outlook
from synthesis.dispatch.models import Lease


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits, who is served, and by whom; refreshes itself."""
    engines = [
        {
            "state": state,
            "shares": outlook.shares(state.engine),
            "workers": _workers(state.engine),
            "leases": Lease.objects.select_related("entry__share__tenant").filter(
                entry__share__engine=state.engine
            ),
        }
        for state in outlook.states()
    ]
    context = {**admin.site.each_context(request), "title": "Queue", "engines": engines}
    response = render(request, "admin/queue.html", context)
    response["Refresh"] = "2"
    return response


def _workers(engine: str) -> dict[str, float] | None:
    try:
        return heartbeat.speeds(engine)
    except redis.RedisError:
        return None
