"""The backend that DATABASES names: django-tenants' own, but for how it connects."""

from typing import Any

from django_tenants.postgresql_backend import base
from psycopg2 import OperationalError

from runtime.postgres import patience


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects within bounds, and tries each of several hosts for itself.

    libpq tries the next of several hosts when one doesn't answer for `connect_timeout`, but not
    where somebody else waits for it, as `patience` does.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        patience.install()
        each = list(_one_by_one(conn_params))
        for params in each[:-1]:
            try:
                return super().get_new_connection(params)
            except OperationalError:
                continue
        return super().get_new_connection(each[-1])


def _one_by_one(params: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters for each of the hosts, which libpq's syntax separates by commas."""
    hosts = str(params.get("host") or "").split(",")
    ports = str(params.get("port") or "").split(",")
    if len(hosts) == 1:
        return [params]
    if len(ports) == 1:
        ports *= len(hosts)
    return [
        {**params, "host": host, **({"port": port} if port else {})}
        for host, port in zip(hosts, ports, strict=True)
    ]
