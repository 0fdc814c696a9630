"""What `/readyz` asks of the schemas: whether this code's migrations have run in all of them.

While they have not, a new version takes no requests; processes of the former one are ready, as they
need fewer migrations, and go on.
"""

import time
from dataclasses import dataclass

from telemetry.health import NotReady
from tenants.schemas import template
from tenants.schemas.versions import PUBLIC, lacking, of_public, tenants_behind

# Once migrated, schemas fall behind only if an old backup is restored.
SECONDS_WHILE_CURRENT = 60.0
SECONDS_WHILE_BEHIND = 5.0


@dataclass(frozen=True)
class Behind:
    """What lacks migrations that this code has."""

    public: bool
    template: bool
    tenants: int

    def __bool__(self) -> bool:
        return self.public or self.template or self.tenants > 0

    def __str__(self) -> str:
        parts = ["public"] * self.public + ["the template"] * self.template
        if self.tenants:
            parts.append("1 workspace" if self.tenants == 1 else f"{self.tenants} workspaces")
        return ", ".join(parts)


class _Latest:
    behind: Behind | None = None
    until = 0.0


def check_schemas() -> None:
    """Raises NotReady while migrations are pending. Asks PostgreSQL now and then, not each time."""
    now = time.monotonic()
    if _Latest.behind is None or now >= _Latest.until:
        _Latest.behind = behind()
        _Latest.until = now + (SECONDS_WHILE_BEHIND if _Latest.behind else SECONDS_WHILE_CURRENT)
    if _Latest.behind:
        raise NotReady(f"migrations are pending: {_Latest.behind}; manage.py settle_database")


def behind() -> Behind:
    """What lacks migrations, by the schemas' own records."""
    return Behind(
        public=bool(lacking([PUBLIC], of_public())),
        template=template.is_behind(),
        tenants=len(tenants_behind()),
    )
