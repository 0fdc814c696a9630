from celery.signals import worker_init
from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        """Have every Celery worker check its master key and files before it takes work."""
        from tenants.sealing.rotation import check_before_work
        from tenants.stores import ownership

        worker_init.connect(check_before_work)
        worker_init.connect(ownership.check_before_work)
