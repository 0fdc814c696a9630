from django.urls import path

from accounts.rate_limits import REPORTS, page_limited
from web.abuse_reports import views

public = [
    path("report", page_limited("report", REPORTS)(views.report), name="report-abuse"),
    path("report/sent", views.reported, name="reported"),
]
