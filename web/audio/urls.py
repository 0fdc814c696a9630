from django.urls import path

from accounts.rate_limits import LABEL_CHECK, page_limited
from web.audio import made_here, previews

pages = [path("previews/<str:job_id>/audio", previews.preview, name="preview")]

public = [
    path(
        "made-here", page_limited("made-here", LABEL_CHECK)(made_here.made_here), name="made-here"
    ),
    path(
        "made-here.json",
        page_limited("made-here", LABEL_CHECK, as_json=True)(made_here.made_here_json),
        name="made-here-json",
    ),
]
