from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "voices.enrolment"
    label = "enrolment"
