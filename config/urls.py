from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularRedocView

from accounts.rate_limits import SIGN_IN, page_limited
from telemetry import health, metrics
from web.accounts import views as accounts
from web.audio import made_here as aigc
from web.billing import api as billing_api
from web.billing import payment_webhook as payment
from web.dictionary import api as dictionary_api
from web.elevenlabs import api
from web.jobs.api import estimates, jobs, segments, speech
from web.operator import tenants_page, views
from web.voices import api as voices_api
from web.voices import consents_api

sign_in_limited = page_limited("sign-in", SIGN_IN, account="username")
admin.site.login = sign_in_limited(admin.site.login)

workspace = [
    path("", include("web.jobs.urls")),
    path("", include("web.voices.urls")),
    path("pronunciations/", include("web.dictionary.urls")),
    path("", include("web.billing.urls")),
    path("", include("web.webhooks.urls")),
    path("members/", include("web.accounts.members_urls")),
    path("tokens/", accounts.api_tokens, name="tokens"),
    path("tokens/new", accounts.issue_token, name="issue-token"),
    path("tokens/<uuid:token_id>/revoke", accounts.revoke_token, name="revoke-token"),
]

rest = [
    path("audio/speech", speech.speech, name="speech"),
    path("audio/voices", voices_api.voices, name="voices"),
    path("audio/voices/<str:voice_id>", voices_api.voice, name="voice"),
    path("models", speech.models, name="models"),
    path("models/<str:model_id>", speech.model, name="model"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/<str:job_id>", jobs.job, name="job"),
    path("jobs/<str:job_id>/audio", jobs.job_audio, name="job-audio"),
    path("jobs/<str:job_id>/events", jobs.job_events, name="job-events"),
    path("jobs/<str:job_id>/segments", segments.segments, name="segments"),
    path("jobs/<str:job_id>/segments/<int:index>", segments.segment, name="segment"),
    path("jobs/<str:job_id>/subtitles", segments.subtitles, name="subtitles"),
    path("estimates", estimates.estimates, name="estimates"),
    path("text-to-speech/<str:voice>", api.speech, name="elevenlabs-speech"),
    path("text-to-speech/<str:voice>/stream", api.speech_stream, name="elevenlabs-stream"),
    path(
        "text-to-speech/<str:voice>/with-timestamps",
        api.speech_with_timestamps,
        name="elevenlabs-timestamps",
    ),
    path("voices", api.voices, name="elevenlabs-voices"),
    path("pronunciations", dictionary_api.pronunciations, name="pronunciations"),
    path("pronunciations/preview", dictionary_api.preview, name="pronunciations-preview"),
    path("audio/voices/<str:voice_id>/takes", voices_api.voice_takes, name="voice-takes"),
    path(
        "audio/voices/<str:voice_id>/takes/<str:take_id>",
        voices_api.voice_take,
        name="voice-take",
    ),
    path("audio/voice_consents", consents_api.consents, name="voice-consents"),
    path("audio/voice_consents/<str:consent_id>", consents_api.consent, name="voice-consent"),
    path(
        "audio/voice_consents/<str:consent_id>/revoke",
        consents_api.revoke,
        name="revoke-voice-consent",
    ),
    path("usage", billing_api.usage, name="usage"),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
]

urlpatterns = [
    path("", include("web.accounts.urls")),
    path("w/<slug:slug>/", include((workspace, "workspace"))),
    path("v1/", include((rest, "rest"))),
    path(".well-known/jwks.json", accounts.jwks, name="jwks"),
    path("i18n/", include("django.conf.urls.i18n")),
    path(
        "operator/machines/",
        admin.site.admin_view(views.machines),
        name="operator-machines",
    ),
    path(
        "operator/failed-jobs/",
        admin.site.admin_view(views.failed_jobs),
        name="operator-failed-jobs",
    ),
    path("operator/queue/", admin.site.admin_view(views.queue), name="operator-queue"),
    path(
        "operator/tenants/",
        admin.site.admin_view(tenants_page.tenants),
        name="operator-tenants",
    ),
    path("operator/", admin.site.urls),
    path("made-here", aigc.made_here, name="made-here"),
    path("made-here.json", aigc.made_here_json, name="made-here-json"),
    path("docs/openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path("docs/api", SpectacularRedocView.as_view(url_name="openapi"), name="api-reference"),
    path("hooks/payment", payment.receive, name="billing-webhook"),
    path("metrics", metrics.metrics),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
