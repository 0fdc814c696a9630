from django.urls import path

from web.voices import (
    alias_api,
    alias_views,
    api,
    confirmation_views,
    consent_views,
    consents_api,
    first_lesson_views,
    take_views,
    views,
)

pages = [
    path("voices/", views.voices, name="voices"),
    path("voices/new", views.new_voice, name="new-voice"),
    path("voices/recordings", views.recordings, name="recordings"),
    path("voices/release", consent_views.release, name="voice-release"),
    path("voices/<str:voice_id>", views.voice, name="voice"),
    path("voices/<str:voice_id>/sample", views.sample, name="voice-sample"),
    path("voices/<str:voice>/hear", views.hear, name="hear-voice"),
    path("voices/<str:voice_id>/delete", views.delete_voice, name="delete-voice"),
    path("voices/<str:voice_id>/share", views.share_voice, name="share-voice"),
    path(
        "voices/<str:voice_id>/first-lesson", first_lesson_views.first_lesson, name="first-lesson"
    ),
    path("voices/<str:voice_id>/takes/new", take_views.new_take, name="new-take"),
    path(
        "voices/<str:voice_id>/takes/<str:take_id>/transcript",
        take_views.correct_transcript,
        name="take-transcript",
    ),
    path("voices/<str:voice_id>/takes/<str:take_id>/clip", take_views.clip, name="take-clip"),
    path(
        "voices/<str:voice_id>/takes/<str:take_id>/delete",
        take_views.delete_take,
        name="delete-take",
    ),
    path("settings/voice-names", alias_views.voice_aliases, name="voice-aliases"),
    path("consents/", consent_views.consents, name="voice-consents"),
    path("consents/<str:consent_id>", consent_views.consent, name="voice-consent"),
    path(
        "consents/<str:consent_id>/release", consent_views.consent_release, name="consent-release"
    ),
    path(
        "consents/<str:consent_id>/revoke",
        consent_views.revoke_consent,
        name="revoke-voice-consent",
    ),
    path(
        "consents/<str:consent_id>/answer",
        confirmation_views.answer_consent,
        name="answer-voice-consent",
    ),
    path(
        "consents/<str:consent_id>/speaker",
        confirmation_views.name_speaker,
        name="name-voice-speaker",
    ),
]

public = [path("consent", confirmation_views.by_link, name="confirm-voice")]

rest = [
    path("audio/voices", api.voices, name="voices"),
    path("audio/voices/<str:voice_id>", api.voice, name="voice"),
    path("audio/voices/<str:voice_id>/takes", api.voice_takes, name="voice-takes"),
    path("audio/voices/<str:voice_id>/takes/<str:take_id>", api.voice_take, name="voice-take"),
    path("audio/voice_aliases", alias_api.voice_aliases, name="voice-aliases"),
    path("audio/voice_consents", consents_api.consents, name="voice-consents"),
    path("audio/voice_consents/<str:consent_id>", consents_api.consent, name="voice-consent"),
    path(
        "audio/voice_consents/<str:consent_id>/revoke",
        consents_api.revoke,
        name="revoke-voice-consent",
    ),
]
