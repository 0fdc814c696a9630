from django.urls import path

from web.lessons.shared import views

public = [
    path("s/<str:token>", views.page, name="shared"),
    path("s/<str:token>/embed", views.embedded, name="shared-embed"),
    path("s/<str:token>/state", views.state, name="shared-state"),
    path("s/<str:token>/lines/<str:key>/audio", views.line_audio, name="shared-line"),
]
