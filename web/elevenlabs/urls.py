from django.urls import path

from web.elevenlabs import (
    account_api,
    api,
    dictionaries_api,
    history_api,
    voice_settings_api,
    voices_api,
)
from web.elevenlabs.sockets import views

rest = [
    path("text-to-speech/<str:voice>", api.speech, name="elevenlabs-speech"),
    path("text-to-speech/<str:voice>/stream", api.speech_stream, name="elevenlabs-stream"),
    path(
        "text-to-speech/<str:voice>/with-timestamps",
        api.speech_with_timestamps,
        name="elevenlabs-timestamps",
    ),
    path(
        "text-to-speech/<str:voice>/stream/with-timestamps",
        api.stream_with_timestamps,
        name="elevenlabs-stream-timestamps",
    ),
    path("text-to-speech/<str:voice>/stream-input", views.stream_input, name="elevenlabs-socket"),
    path(
        "text-to-speech/<str:voice>/multi-stream-input",
        views.stream_input,
        name="elevenlabs-socket-of-contexts",
    ),
    path("voices", voices_api.voices, name="elevenlabs-voices"),
    # Before the voices by their ids.
    path("voices/add", voices_api.add_voice, name="elevenlabs-add-voice"),
    path(
        "voices/settings/default",
        voice_settings_api.default_settings,
        name="elevenlabs-default-settings",
    ),
    path("voices/<str:voice_id>", voices_api.voice, name="elevenlabs-voice"),
    path("voices/<str:voice_id>/edit", voices_api.edit_voice, name="elevenlabs-edit-voice"),
    path(
        "voices/<str:voice_id>/settings",
        voice_settings_api.voice_settings,
        name="elevenlabs-voice-settings",
    ),
    path(
        "voices/<str:voice_id>/settings/edit",
        voice_settings_api.edit_voice_settings,
        name="elevenlabs-edit-voice-settings",
    ),
    path(
        "pronunciation-dictionaries",
        dictionaries_api.dictionaries,
        name="elevenlabs-dictionaries",
    ),
    path(
        "pronunciation-dictionaries/<str:dictionary_id>",
        dictionaries_api.dictionary,
        name="elevenlabs-dictionary",
    ),
    path("user", account_api.user, name="elevenlabs-user"),
    path("user/subscription", account_api.subscription, name="elevenlabs-subscription"),
    path("history", history_api.history, name="elevenlabs-history"),
    path("history/<str:job_id>", history_api.history_item, name="elevenlabs-history-item"),
    path("history/<str:job_id>/audio", history_api.history_audio, name="elevenlabs-history-audio"),
]
second_version = [
    path("voices", voices_api.voices_by_page, name="elevenlabs-voices-by-page"),
]
