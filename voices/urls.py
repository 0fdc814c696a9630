from django.urls import path

from voices import views

urlpatterns = [
    path("voices/", views.voices, name="voices"),
    path("voices/new", views.new_voice, name="new-voice"),
    path("voices/<str:voice_id>", views.voice, name="voice"),
    path("voices/<str:voice_id>/sample", views.sample, name="voice-sample"),
    path("voices/<str:voice_id>/delete", views.delete_voice, name="delete-voice"),
]
