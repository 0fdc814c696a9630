from django.urls import path

from accounts.rate_limits import LABEL_CHECK, page_limited
from web.audio import made_here

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
