"""Which tables hold what is a workspace's: those of its schema, and rows of `public`.

Rows of `public` are found by foreign keys: a model that points to Tenant, or to a model that does.
The settings say of every other model of `public` what becomes of it, INSTALLATION_TABLES; a test
fails for one that is neither.
"""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models

from tenants.models import Tenant

TO_TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of models. `path` leads from a row to its tenant's id, in Django's notation; it is
    empty in a tenant's own schema."""

    model: type[models.Model]
    path: str = ""

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.model._meta.local_concrete_fields]

    @property
    def key(self) -> str:
        """The column of the primary key."""
        return str(self.model._meta.pk.column)

    @property
    def numbered(self) -> bool:
        """The database numbers its rows, so that another one may have other numbers."""
        return isinstance(self.model._meta.pk, models.AutoField)

    def keys_to(self, model: type[models.Model]) -> list[str]:
        """The columns with the key of a row of that model."""
        return [
            str(field.column)
            for field in self.model._meta.local_concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is model
        ]


def of_schema() -> list[Table]:
    """The tables of a tenant's own schema."""
    return [Table(model) for model in _models(settings.TENANT_APPS)]


def of_tenant_in_public() -> list[Table]:
    """The tables of `public` that hold rows of tenants, after those that they point to."""
    shared = _models(settings.SHARED_APPS)
    paths: dict[type[models.Model], str] = {}
    while True:
        found = [model for model in shared if model not in paths and _path(model, paths)]
        if not found:
            return [Table(model, path) for model, path in paths.items()]
        for model in found:
            paths[model] = _path(model, paths)


def of_installation() -> list[Table]:
    """The tables of `public` that are copied with the whole installation, or added to another."""
    of_tenants = {table.model for table in of_tenant_in_public()}
    return [
        Table(model)
        for model in _models(settings.SHARED_APPS)
        if model not in of_tenants and settings.INSTALLATION_TABLES.get(model._meta.label)
    ]


def is_added_to(table: Table) -> bool:
    """Whether rows are only added to the table, and none of those that are there are deleted."""
    return settings.INSTALLATION_TABLES.get(table.model._meta.label) == "added"


def unknown() -> list[str]:
    """Models of `public` of which nobody says whether they are copied."""
    of_tenants = {table.model for table in of_tenant_in_public()} | {Tenant}
    return [
        model._meta.label
        for model in _models(settings.SHARED_APPS)
        if model not in of_tenants and model._meta.label not in settings.INSTALLATION_TABLES
    ]


def keys_to_users(table: Table) -> list[str]:
    """The columns with the id of a person."""
    return table.keys_to(get_user_model())


def texts_with_users(table: Table) -> list[tuple[str, str]]:
    """(column of text, condition in SQL) where a person's id stands in a text."""
    return [
        (column, condition)
        for label, column, condition in settings.USER_IDS_IN_TEXTS
        if label == table.model._meta.label
    ]


def _path(model: type[models.Model], known: dict[type[models.Model], str]) -> str:
    keys = [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is not model
    ]
    for field in keys:
        if field.related_model is Tenant:
            return f"{field.name}_id"
    for field in keys:
        related = field.related_model
        if isinstance(related, type) and related in known:
            return f"{field.name}__{known[related]}"
    return ""


def _models(names: list[str]) -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_config.name in names and model._meta.managed and not model._meta.proxy
    ]
