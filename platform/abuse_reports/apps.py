from django.apps import AppConfig


class AbuseReportsConfig(AppConfig):
    name = "abuse_reports"
