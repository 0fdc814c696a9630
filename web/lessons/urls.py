from django.urls import path

from web.lessons import editor_views, home_views, import_views, reading_views, views
from web.lessons.api import exporting, importing, lessons, lines, shares
from web.lessons.exports import views as export_views
from web.lessons.shared import panel_views

pages = [
    path("", home_views.home, name="home"),
    path("first-steps/hide", home_views.hide_first_steps, name="hide-first-steps"),
    path("lessons/", views.shelf, name="lessons"),
    path("lessons/new", home_views.new, name="new-lesson"),
    path("lessons/import", import_views.bring, name="import-lesson"),
    path("lessons/import/make", import_views.make, name="make-imported-lesson"),
    path("lessons/bin", views.bin_many, name="bin-lessons"),
    path("lessons/unbin", views.unbin_many, name="unbin-lessons"),
    path("lessons/<str:lesson_id>", editor_views.editor, name="lesson"),
    path("lessons/<str:lesson_id>/duplicate", views.duplicate, name="duplicate-lesson"),
    path("lessons/<str:lesson_id>/settle", views.settle, name="settle-lesson"),
    path("lessons/<str:lesson_id>/take-over", views.take_over, name="take-over-lesson"),
    path("lessons/<str:lesson_id>/delete", views.delete, name="delete-lesson"),
    path("lessons/<str:lesson_id>/document", editor_views.document, name="lesson-document"),
    path("lessons/<str:lesson_id>/save", editor_views.save, name="save-lesson"),
    path("lessons/<str:lesson_id>/make", editor_views.make, name="make-lesson"),
    path("lessons/<str:lesson_id>/stop", editor_views.stop, name="stop-lesson"),
    path("lessons/<str:lesson_id>/states", editor_views.states, name="lesson-states"),
    path("lessons/<str:lesson_id>/estimate", editor_views.estimate, name="lesson-estimate"),
    path("lessons/<str:lesson_id>/events", editor_views.events, name="lesson-events"),
    path("lessons/<str:lesson_id>/versions", editor_views.versions, name="lesson-versions"),
    path("lessons/<str:lesson_id>/restore", editor_views.restore, name="restore-lesson"),
    path("lessons/<str:lesson_id>/audio", editor_views.audio, name="lesson-audio"),
    path("lessons/<str:lesson_id>/subtitles", editor_views.subtitles, name="lesson-subtitles"),
    path("lessons/<str:lesson_id>/read-along", editor_views.read_along, name="lesson-read-along"),
    path("lessons/<str:lesson_id>/export", export_views.export, name="export-lesson"),
    path("lessons/<str:lesson_id>/shares", panel_views.shares, name="lesson-shares"),
    path(
        "lessons/<str:lesson_id>/shares/<str:share_id>/revoke",
        panel_views.revoke,
        name="revoke-share",
    ),
    path("lessons/<str:lesson_id>/lines/<str:key>/audio", editor_views.line_audio, name="line"),
    path("lessons/<str:lesson_id>/lines/<str:key>/words", editor_views.line_words, name="words"),
    path(
        "lessons/<str:lesson_id>/lines/<str:key>/readings", reading_views.readings, name="readings"
    ),
    path(
        "lessons/<str:lesson_id>/lines/<str:key>/readings/check",
        reading_views.check,
        name="check-reading",
    ),
    path(
        "lessons/<str:lesson_id>/lines/<str:key>/readings/preview",
        reading_views.preview,
        name="preview-reading",
    ),
    path(
        "lessons/<str:lesson_id>/lines/<str:key>/readings/teach",
        reading_views.teach,
        name="teach-reading",
    ),
    path(
        "lessons/<str:lesson_id>/lines/<str:key>/say-differently",
        editor_views.say_differently,
        name="say-differently",
    ),
]

rest = [
    path("lessons", lessons.lessons, name="lessons"),
    path("lessons/import", importing.import_lesson, name="import-lesson"),
    path("lessons/<str:lesson_id>", lessons.lesson, name="lesson"),
    path("lessons/<str:lesson_id>/make", lines.make, name="make-lesson"),
    path("lessons/<str:lesson_id>/estimate", lines.estimate, name="estimate-lesson"),
    path("lessons/<str:lesson_id>/stop", lines.stop, name="stop-lesson"),
    path("lessons/<str:lesson_id>/restore", lessons.restore, name="restore-lesson"),
    path("lessons/<str:lesson_id>/duplicate", lessons.duplicate, name="duplicate-lesson"),
    path("lessons/<str:lesson_id>/versions", lessons.versions, name="lesson-versions"),
    path("lessons/<str:lesson_id>/lines", lines.lines, name="lesson-lines"),
    path("lessons/<str:lesson_id>/lines/<str:key>/audio", lines.line_audio, name="line-audio"),
    path("lessons/<str:lesson_id>/lines/<str:key>/words", lines.line_words, name="line-words"),
    path(
        "lessons/<str:lesson_id>/lines/<str:key>/readings",
        lines.line_readings,
        name="line-readings",
    ),
    path(
        "lessons/<str:lesson_id>/lines/<str:key>/say-differently",
        lines.say_differently,
        name="say-differently",
    ),
    path("lessons/<str:lesson_id>/audio", lines.audio, name="lesson-audio"),
    path("lessons/<str:lesson_id>/subtitles", lines.subtitles, name="lesson-subtitles"),
    path("lessons/<str:lesson_id>/read-along", lines.read_along, name="lesson-read-along"),
    path("lessons/<str:lesson_id>/export", exporting.export, name="export-lesson"),
    path("lessons/<str:lesson_id>/shares", shares.shares, name="lesson-shares"),
    path("lessons/<str:lesson_id>/shares/<str:share_id>", shares.share, name="lesson-share"),
    path("lessons/<str:lesson_id>/events", lines.events, name="lesson-events"),
]
