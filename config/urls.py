from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularRedocView

from telemetry import health, metrics
from web.abuse_reports import urls as abuse_reports
from web.accounts import urls as accounts
from web.accounts.language_views import set_language
from web.accounts.views import jwks
from web.activity import urls as activity
from web.announcements import urls as announcements
from web.audio import urls as audio
from web.billing import urls as billing
from web.connect import urls as connect
from web.dictionary import urls as dictionary
from web.elevenlabs import urls as elevenlabs
from web.installed_app import manifest, service_worker
from web.jobs import urls as jobs
from web.lessons import old_addresses
from web.lessons import urls as lessons
from web.lessons.shared import urls as shared
from web.lti import urls as lti
from web.mcp.views import mcp
from web.notices import urls as notices
from web.operator import access
from web.operator import urls as operator
from web.public import urls as public
from web.security_txt import security_txt
from web.single_sign_on import urls as single_sign_on
from web.tone import urls as tone
from web.voices import urls as voices
from web.webhooks import urls as webhooks
from web.workspace_export import urls as workspace_export
from web.workspace_settings import urls as workspace_settings

# Operators sign in where everybody does. Django has no other way to exchange these.
admin.site.login = access.sign_in  # type: ignore[method-assign, assignment]
admin.site.has_permission = access.may_open_admin  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Lectern"

workspace = [
    *lessons.pages,
    *old_addresses.pages,
    *audio.pages,
    *voices.pages,
    *tone.pages,
    *dictionary.pages,
    *billing.pages,
    *webhooks.pages,
    *accounts.pages,
    *connect.pages,
    *workspace_settings.pages,
    *workspace_export.pages,
    *activity.pages,
    *announcements.pages,
    *single_sign_on.pages,
    *lti.pages,
]

rest = [
    *jobs.rest,
    *lessons.rest,
    *voices.rest,
    *dictionary.rest,
    *billing.rest,
    *workspace_settings.rest,
    *workspace_export.rest,
    *activity.rest,
    *elevenlabs.rest,
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    *single_sign_on.rest,
]

urlpatterns = [
    path("", include((accounts.public, "accounts"))),
    *accounts.allauth_names,
    path("", include((notices.public, "notices"))),
    *single_sign_on.public,
    path("", include((public.pages, "public"))),
    path("w/<slug:slug>/", include((workspace, "workspace"))),
    path("v1/", include((rest, "rest"))),
    path("v2/", include((elevenlabs.second_version, "rest-2"))),
    path("mcp", mcp, name="mcp"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("service-worker.js", service_worker, name="service-worker"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("operator/", include(operator.pages)),
    path("operator/", admin.site.urls),
    *shared.public,
    *lti.public,
    *abuse_reports.public,
    *voices.public,
    *workspace_settings.public,
    *audio.public,
    *billing.public,
    path("docs/openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs/api", SpectacularRedocView.as_view(url_name="openapi"), name="api-reference"),
    path("metrics", metrics.metrics),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
