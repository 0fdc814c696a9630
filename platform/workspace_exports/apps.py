from django.apps import AppConfig


class WorkspaceExportsConfig(AppConfig):
    name = "workspace_exports"
