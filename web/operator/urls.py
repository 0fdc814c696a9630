from collections.abc import Callable
from functools import partial

from django.http import HttpResponseBase
from django.urls import URLPattern
from django.urls import path as route

from web.operator import (
    activity_page,
    announcements_page,
    blocklist_page,
    overview,
    plans_page,
    reports_page,
    support_page,
    tenant_page,
    tenants_page,
    views,
    waivers_page,
)
from web.operator.access import operators_only


def path(where: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return route(where, operators_only(view), name=name)


pages = [
    path("", overview.overview, "operator"),
    path("announcements/", announcements_page.announcements, "operator-announcements"),
    path(
        "announcements/<int:announcement_id>/end",
        announcements_page.end,
        "operator-announcements-end",
    ),
    path("activity/", activity_page.activity, "operator-activity"),
    path("activity/csv", partial(activity_page.download, kind="csv"), "operator-activity-csv"),
    path("activity/json", partial(activity_page.download, kind="json"), "operator-activity-json"),
    path("plans/", plans_page.plans, "operator-plans"),
    path("plans/new", plans_page.new, "operator-plans-new"),
    path("plans/<slug:code>/", plans_page.plan, "operator-plans-one"),
    path("plans/<slug:code>/retire", plans_page.retire, "operator-plans-retire"),
    path("plans/<slug:code>/offer", plans_page.offer, "operator-plans-offer"),
    path("reports/", reports_page.reports, "operator-reports"),
    path("reports/<str:report_id>/", reports_page.report, "operator-reports-one"),
    path("reports/<str:report_id>/reopen", reports_page.reopen, "operator-reports-reopen"),
    path("blocklist/", blocklist_page.blocklist, "operator-blocklist"),
    path("blocklist/<str:block_id>/end", blocklist_page.end, "operator-blocklist-end"),
    path("consents/", waivers_page.waivers, "operator-waivers"),
    path("records/", overview.records, "operator-records"),
    path("machines/", views.machines, "operator-machines"),
    path("failed-jobs/", views.failed_jobs, "operator-failed-jobs"),
    path("queue/", views.queue, "operator-queue"),
    path("workspaces/", tenants_page.tenants, "operator-workspaces"),
    path("workspaces/<slug:slug>/", tenant_page.tenant, "operator-workspaces-one"),
    path("workspaces/<slug:slug>/plan", tenant_page.change_plan, "operator-workspaces-plan"),
    path("workspaces/<slug:slug>/suspend", tenant_page.suspend, "operator-workspaces-suspend"),
    path("workspaces/<slug:slug>/readmit", tenant_page.readmit, "operator-workspaces-readmit"),
    path("workspaces/<slug:slug>/visits", support_page.ask, "operator-workspaces-visits"),
    path(
        "workspaces/<slug:slug>/visits/<uuid:visit_id>/end",
        support_page.end,
        "operator-workspaces-end-visit",
    ),
    path(
        "workspaces/<slug:slug>/domains/<int:domain_id>/confirm",
        tenant_page.confirm_domain,
        "operator-workspaces-confirm-domain",
    ),
    path(
        "workspaces/<slug:slug>/exceptions",
        tenant_page.make_exception,
        "operator-workspaces-exceptions",
    ),
    path(
        "workspaces/<slug:slug>/exceptions/<int:override_id>/end",
        tenant_page.end_exception,
        "operator-workspaces-end-exception",
    ),
]
