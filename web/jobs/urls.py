from django.urls import path

from web.jobs import views
from web.jobs.api import estimates, jobs, segments, speech

pages = [
    path("", views.home, name="home"),
    path("studio", views.studio, name="studio"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<str:job_id>", views.job, name="job"),
    path("jobs/<str:job_id>/audio", views.job_audio, name="job-audio"),
    path("jobs/<str:job_id>/segments/<int:index>", views.segment_audio, name="segment-audio"),
    path("jobs/<str:job_id>/sentences/<int:index>", views.sentence, name="sentence"),
    path("jobs/<str:job_id>/retry", views.retry_job, name="retry-job"),
    path("jobs/<str:job_id>/cancel", views.cancel_job, name="cancel-job"),
    path("jobs/<str:job_id>/delete", views.delete_job, name="delete-job"),
]

rest = [
    path("audio/speech", speech.speech, name="speech"),
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
