from django.urls import path

from web.tone import views as tone
from web.voices import consent_views, take_views, views

urlpatterns = [
    path("tone/", tone.tone, name="tone"),
    path("tone/try", tone.try_tone, name="try-tone"),
    path("tone/<str:voice>", tone.tone, name="voice-tone"),
    path("voices/", views.voices, name="voices"),
    path("voices/new", views.new_voice, name="new-voice"),
    path("voices/recordings", views.recordings, name="recordings"),
    path("voices/<str:voice_id>", views.voice, name="voice"),
    path("voices/<str:voice_id>/sample", views.sample, name="voice-sample"),
    path("voices/<str:voice_id>/delete", views.delete_voice, name="delete-voice"),
    path("voices/<str:voice_id>/takes/new", take_views.new_take, name="new-take"),
    path(
        "voices/<str:voice_id>/takes/<str:take_id>/transcript",
        take_views.correct_transcript,
        name="take-transcript",
    ),
    path(
        "voices/<str:voice_id>/takes/<str:take_id>/delete",
        take_views.delete_take,
        name="delete-take",
    ),
    path("consents/", consent_views.consents, name="voice-consents"),
    path("consents/<str:consent_id>", consent_views.consent, name="voice-consent"),
    path(
        "consents/<str:consent_id>/revoke",
        consent_views.revoke_consent,
        name="revoke-voice-consent",
    ),
]
