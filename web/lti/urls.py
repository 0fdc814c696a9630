from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from accounts.rate_limits import LAUNCH, WORKSPACE, page_limited
from web.lti import (
    choice_views,
    launch_views,
    lesson_views,
    registration_views,
    settings_views,
)

public = [
    # The forms are the platform's own: a signed state says to which request of ours they belong.
    path("lti/<uuid:tenant_id>/login", csrf_exempt(launch_views.begin), name="lti-login"),
    path(
        "lti/<uuid:tenant_id>/launch",
        csrf_exempt(page_limited("lti", LAUNCH)(launch_views.launch)),
        name="lti-launch",
    ),
    path("lti/<uuid:tenant_id>/keys", launch_views.keys, name="lti-keys"),
    path("lti/<uuid:tenant_id>/lessons/<str:visit>", lesson_views.page, name="lti-lesson"),
    path("lti/<uuid:tenant_id>/lessons/<str:visit>/state", lesson_views.state, name="lti-state"),
    path(
        "lti/<uuid:tenant_id>/lessons/<str:visit>/lines/<str:key>/audio",
        lesson_views.line_audio,
        name="lti-line",
    ),
    path(
        "lti/<uuid:tenant_id>/register/<str:invitation>",
        csrf_exempt(page_limited("lti-register", WORKSPACE)(registration_views.register)),
        name="lti-register",
    ),
    path("lti/<uuid:tenant_id>/choices/<str:visit>", choice_views.choose, name="lti-choice"),
]

pages = [
    path("settings/learning-platforms", settings_views.platforms, name="learning-platforms"),
    path("settings/learning-platforms/key", settings_views.new_key, name="new-tool-key"),
    path(
        "settings/learning-platforms/<uuid:platform_id>",
        settings_views.platform,
        name="learning-platform",
    ),
    path(
        "settings/learning-platforms/<uuid:platform_id>/delete",
        settings_views.remove,
        name="remove-learning-platform",
    ),
]
