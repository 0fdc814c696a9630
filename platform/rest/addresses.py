"""What belongs to REST, by its address."""

VERSIONS = ("/v1/", "/v2/")
"""What the addresses begin with; the second is for what ElevenLabs has in its version 2."""
MCP_PATH = "/mcp"
"""Where the Model Context Protocol is spoken: with tokens, and answers in JSON."""


def is_rest_path(path: str) -> bool:
    """Whether the address belongs to REST, whose answers are JSON."""
    return path.startswith(VERSIONS) or path == MCP_PATH
