from django.urls import path

from web.audio import made_here

public = [
    path("made-here", made_here.made_here, name="made-here"),
    path("made-here.json", made_here.made_here_json, name="made-here-json"),
]
