from django.urls import path

from web.workspace_settings import (
    api,
    closing_views,
    logo_views,
    reading_views,
    support_views,
    views,
)

pages = [
    path("settings", views.general, name="settings"),
    path("settings/close", closing_views.close, name="close-workspace"),
    path("settings/logo", logo_views.put, name="put-logo"),
    path("settings/logo/delete", logo_views.delete, name="delete-logo"),
    path("logo", logo_views.show, name="logo"),
    path("settings/reading", reading_views.reading, name="reading"),
    path("settings/support", support_views.visits, name="support"),
    path("settings/support/<uuid:visit_id>/allow", support_views.allow, name="allow-support"),
    path("settings/support/<uuid:visit_id>/decline", support_views.decline, name="decline-support"),
    path("settings/support/<uuid:visit_id>/end", support_views.end, name="end-support"),
    path("settings/restore", closing_views.restore, name="restore-workspace"),
]

public = [path("s/<str:token>/logo", logo_views.shared, name="shared-logo")]

rest = [path("workspace", api.workspace, name="workspace")]
