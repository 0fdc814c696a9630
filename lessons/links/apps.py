from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "lessons.links"
    label = "links"
