"""What belongs to REST, by its address."""

VERSIONS = ("/v1/", "/v2/")
"""What the addresses begin with; the second is for what ElevenLabs has in its version 2."""


def is_rest_path(path: str) -> bool:
    """Whether the address belongs to REST, whose answers are JSON."""
    return path.startswith(VERSIONS)
