from django.urls import path

from web.workspace_export import api, views

pages = [
    path("exports", views.exports, name="exports"),
    path("exports/new", views.ask, name="ask-export"),
    path("exports/<str:export_id>/delete", views.delete, name="delete-export"),
    path("exports/<str:export_id>/file", views.download, name="export-file"),
]

rest = [
    path("workspace/exports", api.exports, name="exports"),
    path("workspace/exports/<str:export_id>", api.export, name="export"),
    path("workspace/exports/<str:export_id>/file", api.file, name="export-file"),
]
