from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "synthesis.dispatch"
    label = "dispatch"
