from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from accounts import views as accounts
from billing import api as billing_api
from billing import webhooks
from synthesis import api as synthesis_api
from synthesis import operator, tenants_page
from telemetry import health, metrics
from voices import api as voices_api

workspace = [
    path("", include("synthesis.urls")),
    path("", include("voices.urls")),
    path("", include("billing.urls")),
    path("tokens/", accounts.api_tokens, name="tokens"),
    path("tokens/new", accounts.issue_token, name="issue-token"),
    path("tokens/<uuid:token_id>/revoke", accounts.revoke_token, name="revoke-token"),
]

rest = [
    path("audio/speech", synthesis_api.speech, name="speech"),
    path("audio/voices", voices_api.voices, name="voices"),
    path("audio/voices/<str:voice_id>", voices_api.voice, name="voice"),
    path("models", synthesis_api.models, name="models"),
    path("jobs", synthesis_api.jobs, name="jobs"),
    path("jobs/<str:job_id>", synthesis_api.job, name="job"),
    path("jobs/<str:job_id>/audio", synthesis_api.job_audio, name="job-audio"),
    path("usage", billing_api.usage, name="usage"),
    path("openapi.json", SpectacularAPIView.as_view(), name="openapi"),
]

urlpatterns = [
    path("", include("accounts.urls")),
    path("w/<slug:slug>/", include((workspace, "workspace"))),
    path("v1/", include((rest, "rest"))),
    path("i18n/", include("django.conf.urls.i18n")),
    path("operator/queue/", admin.site.admin_view(operator.queue), name="operator-queue"),
    path(
        "operator/tenants/",
        admin.site.admin_view(tenants_page.tenants),
        name="operator-tenants",
    ),
    path("operator/", admin.site.urls),
    path("hooks/payment", webhooks.receive, name="billing-webhook"),
    path("metrics", metrics.metrics),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
