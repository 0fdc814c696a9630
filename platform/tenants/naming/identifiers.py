import secrets
import string

ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str) -> str:
    """An id such as `job_2rGk…`: 24 random letters and digits (142 bits) after the prefix."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(24))
