from django.urls import path

from web.jobs.api import client_tokens, estimates, jobs, segments, speech

rest = [
    path("audio/speech", speech.speech, name="speech"),
    path("client_tokens", client_tokens.client_tokens, name="client-tokens"),
    path("audio/models", speech.audio_models, name="audio-models"),
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
]
