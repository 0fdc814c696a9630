from django.urls import path

from web.dictionary import api, views

pages = [
    path("pronunciations/", views.pronunciations, name="pronunciations"),
    path("pronunciations/new", views.new_pronunciation, name="new-pronunciation"),
    path("pronunciations/say", views.say, name="say-pronunciation"),
    path("pronunciations/undo", views.undo, name="undo-pronunciations"),
    path("pronunciations/make-again", views.make_again, name="make-again"),
    path("pronunciations/import", views.import_csv, name="import-pronunciations"),
    path("pronunciations/export", views.export_csv, name="export-pronunciations"),
    path("pronunciations/history", views.history, name="pronunciations-history"),
    path(
        "pronunciations/history/<int:number>/restore", views.restore, name="restore-pronunciations"
    ),
    path("pronunciations/<str:entry_id>", views.pronunciation, name="pronunciation"),
    path(
        "pronunciations/<str:entry_id>/delete",
        views.delete_pronunciation,
        name="delete-pronunciation",
    ),
]

rest = [
    path("pronunciations", api.pronunciations, name="pronunciations"),
    path("pronunciations/preview", api.preview, name="pronunciations-preview"),
]
