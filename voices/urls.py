from django.urls import path

from voices import views
from voices.tone import views as tone

urlpatterns = [
    path("tone/", tone.tone, name="tone"),
    path("tone/try", tone.try_tone, name="try-tone"),
    path("tone/<str:voice>", tone.tone, name="voice-tone"),
    path("voices/", views.voices, name="voices"),
    path("voices/new", views.new_voice, name="new-voice"),
    path("voices/<str:voice_id>", views.voice, name="voice"),
    path("voices/<str:voice_id>/sample", views.sample, name="voice-sample"),
    path("voices/<str:voice_id>/delete", views.delete_voice, name="delete-voice"),
]
