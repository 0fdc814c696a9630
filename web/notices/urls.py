from django.urls import path

from web.notices import stop_views, views

public = [
    path("account/notices", views.inbox, name="inbox"),
    path("account/notices/read", views.read_all, name="read-all"),
    path("account/notices/<int:notice_id>/read", views.read, name="read"),
    path("account/notices/<int:notice_id>/open", views.open_notice, name="open"),
    path("account/notices/switches", views.switches, name="switches"),
    path("notices/stop", stop_views.stop_mails, name="stop-mails"),
]
