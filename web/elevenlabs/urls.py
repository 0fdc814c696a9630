from django.urls import path

from web.elevenlabs import api

rest = [
    path("text-to-speech/<str:voice>", api.speech, name="elevenlabs-speech"),
    path("text-to-speech/<str:voice>/stream", api.speech_stream, name="elevenlabs-stream"),
    path(
        "text-to-speech/<str:voice>/with-timestamps",
        api.speech_with_timestamps,
        name="elevenlabs-timestamps",
    ),
    path("voices", api.voices, name="elevenlabs-voices"),
]
