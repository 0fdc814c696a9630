from django.urls import path

from web.activity import api, views

pages = [
    path("activity/", views.activity, name="activity"),
    path("activity/csv", views.download, {"kind": "csv"}, name="activity-csv"),
    path("activity/json", views.download, {"kind": "json"}, name="activity-json"),
]

rest = [path("activity", api.activity, name="activity")]
