"""Where the folder of a model came from."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a folder came from: `commit` of the hub, and the sha256 of files that the hub gave."""

    source: str
    commit: str = ""
    hub_digests: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.source} at {self.commit}" if self.commit else self.source
