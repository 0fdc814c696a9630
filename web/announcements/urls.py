from django.urls import path

from web.announcements import views

pages = [
    path("announcements/<int:announcement_id>/dismiss", views.dismiss, name="dismiss-announcement"),
]
