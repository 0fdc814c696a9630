from django.apps import AppConfig


class DictionaryConfig(AppConfig):
    name = "voices.dictionary"
    label = "dictionary"
