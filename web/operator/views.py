"""The operator's pages about the queue, the machines and failed jobs."""

import redis
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actor import operator_of
from activity.log import record
from activity.who import Thing
from runtime.model_store.model_folders import credit_of
from synthesis.dispatch import outlook
from synthesis.dispatch.models import Lease
from synthesis.engines import ENGINES
from synthesis.jobs.resume import can_retry, retry
from synthesis.monitoring import heartbeat
from synthesis.monitoring.across_tenants import failed_lately
from synthesis.monitoring.collectors import active_tenants
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.refusal import Refused
from web.jobs.presentation import error_sentence
from web.operator.forms import RetryForm
from web.operator.frame import operator_page

FAILED_OF_A_TENANT = 20
FAILED_OF_ALL = 200


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The queue of each engine and the workers that serve it; refreshes itself."""
    engines = [
        {
            "state": state,
            "shares": outlook.shares(state.engine),
            "workers": workers_of(state.engine),
            "leases": Lease.objects.select_related("entry__share__tenant").filter(
                entry__share__engine=state.engine
            ),
        }
        for state in outlook.states()
    ]
    response = operator_page(request, "queue.html", {"engines": engines})
    response["Refresh"] = "2"
    return response


@require_GET
def machines(request: HttpRequest) -> HttpResponse:
    """The engines with their model files, and the workers that have loaded one."""
    engines = [
        {
            "spec": spec,
            "credit": credit_of(spec.name),
            "installed": spec.installed(settings.MODELS),
            "workers": workers_of(spec.name),
        }
        for spec in ENGINES.values()
    ]
    return operator_page(request, "machines.html", {"engines": engines})


@require_http_methods(["GET", "POST"])
def failed_jobs(request: HttpRequest) -> HttpResponse:
    """The jobs that failed lately, of tenants that did something within a day; POST retries one."""
    if request.method == "POST":
        _retry(request)
        return redirect("operator-failed-jobs")
    active = Tenant.objects.filter(slug__in=active_tenants()).order_by("slug")
    failed = failed_lately(list(active), of_each=FAILED_OF_A_TENANT, most=FAILED_OF_ALL)
    rows = [
        {
            "tenant": each.tenant,
            "job": each.job,
            "error": error_sentence(each.job.error_code),
            "retry": can_retry(each.job),
        }
        for each in failed
    ]
    return operator_page(request, "failed_jobs.html", {"rows": rows})


def _retry(request: HttpRequest) -> None:
    form = RetryForm(request.POST)
    if not form.is_valid():
        raise Http404
    tenant = get_object_or_404(Tenant, slug=form.cleaned_data["tenant"])
    with in_tenant(tenant):
        try:
            with transaction.atomic():
                queued = retry(tenant=tenant, job_id=form.cleaned_data["job"])
                record(
                    action="operator.job_retried",
                    by=operator_of(request).who,
                    tenant=tenant,
                    thing=Thing("job", form.cleaned_data["job"]),
                )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return
    message = _("It is queued again.") if queued else _("It waits for the workspace's quota.")
    messages.success(request, message)


def workers_of(engine: str) -> dict[str, heartbeat.Report] | None:
    try:
        return heartbeat.warm(engine)
    except redis.RedisError:
        return None
