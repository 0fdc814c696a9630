"""Columns whose content only the tenant's key opens.

A value is sealed when its row is saved, bound to the row and the column, and opened when the
attribute is first read: rows that are listed, locked or counted cost no decryption. As the database
sees ciphertext alone, such a column can't be filtered by or sorted by. `update()` takes what
`sealed_value` makes.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from tenants.context import current_tenant
from tenants.models import Tenant

if TYPE_CHECKING:
    # For mypy the class is generic; when the program runs it can't be subscripted.
    BinaryField = models.BinaryField[Any, Any]
else:
    BinaryField = models.BinaryField


@dataclass(frozen=True, slots=True)
class SealedValue:
    """What the column holds, with the tenant whose key opens it."""

    sealed: bytes
    tenant: Tenant | None


class _Opened(DeferredAttribute):
    """Opens a sealed value when the attribute is first read."""

    field: "SealedTextField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, SealedValue):
            value = instance.__dict__[self.field.attname] = self.field.opened(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        # With this method, Python asks us before it looks into the instance's own dictionary.
        instance.__dict__[self.field.attname] = value


class SealedTextField(BinaryField):
    """A text, sealed with the tenant's key; None in a column that may be null stays null.

    `bound_to` names the attributes that identify the row; by default it is the primary key, which
    must be known before the row is saved.
    """

    descriptor_class = _Opened

    def __init__(self, *args: Any, bound_to: tuple[str, ...] = ("pk",), **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.bound_to != ("pk",):
            kwargs["bound_to"] = self.bound_to
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        # Not BinaryField's own check: the default is what the attribute holds, not the column.
        return models.Field.check(self, **kwargs)

    def encoded(self, value: Any) -> bytes:
        """The bytes that are sealed."""
        if not isinstance(value, str):
            raise TypeError(f"{self} holds text, not {type(value).__name__}.")
        return value.encode()

    def decoded(self, plain: bytes) -> Any:
        """The attribute's value."""
        return plain.decode()

    def opened(self, instance: models.Model, value: SealedValue) -> Any:
        """The value of a row. Raises tenants.sealing.keys.Undecryptable."""
        if value.tenant is None:
            raise RuntimeError(f"{self} was read outside of a tenant's schema.")
        return self.decoded(value.tenant.unseal(value.sealed, about=self._about(instance)))

    def sealed(self, instance: models.Model, value: Any) -> SealedValue:
        """What the column of this row holds for a value. Runs in the tenant's schema."""
        tenant = current_tenant()
        return SealedValue(tenant.seal(self.encoded(value), about=self._about(instance)), tenant)

    def pre_save(self, model_instance: models.Model, add: bool) -> SealedValue | None:
        value = model_instance.__dict__[self.attname]
        if value is None and self.null:
            return None
        # What was not read was not changed.
        return value if isinstance(value, SealedValue) else self.sealed(model_instance, value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> SealedValue | None:
        if value is None:
            return None
        tenant = getattr(connection, "tenant", None)
        return SealedValue(bytes(value), tenant if isinstance(tenant, Tenant) else None)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, SealedValue):
            raise TypeError(f"{self} is sealed: save the row, or use sealed_value().")
        return super().get_db_prep_value(value and value.sealed, connection, prepared)

    def _about(self, instance: models.Model) -> str:
        identity = [getattr(instance, name) for name in self.bound_to]
        if None in identity:
            raise ValueError(f"{self} can't be sealed before its row has {self.bound_to}.")
        return ":".join(map(str, [self.model._meta.db_table, self.column, *identity]))


class SealedJSONField(SealedTextField):
    """A value that JSON can hold, sealed with the tenant's key."""

    def encoded(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    def decoded(self, plain: bytes) -> Any:
        return json.loads(plain)


def sealed_value(instance: models.Model, name: str, value: Any) -> SealedValue:
    """The value for `update(name=…)` of this one row."""
    field = instance._meta.get_field(name)
    if not isinstance(field, SealedTextField):
        raise TypeError(f"{field} is not sealed.")
    return field.sealed(instance, value)
