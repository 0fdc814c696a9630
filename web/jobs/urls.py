from django.urls import path

from web.jobs import views

urlpatterns = [
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
