from django.urls import path

from web.dictionary import views

urlpatterns = [
    path("", views.pronunciations, name="pronunciations"),
    path("new", views.new_pronunciation, name="new-pronunciation"),
    path("say", views.say, name="say-pronunciation"),
    path("undo", views.undo, name="undo-pronunciations"),
    path("import", views.import_csv, name="import-pronunciations"),
    path("export", views.export_csv, name="export-pronunciations"),
    path("history", views.history, name="pronunciations-history"),
    path("history/<int:number>/restore", views.restore, name="restore-pronunciations"),
    path("<str:entry_id>", views.pronunciation, name="pronunciation"),
    path("<str:entry_id>/delete", views.delete_pronunciation, name="delete-pronunciation"),
]
