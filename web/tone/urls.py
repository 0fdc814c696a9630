from django.urls import path

from web.tone import views

pages = [
    path("tone/", views.tone, name="tone"),
    path("tone/try", views.try_tone, name="try-tone"),
    path("tone/<str:voice>", views.tone, name="voice-tone"),
]
