from tests.synthesis.conftest import kokoro

__all__ = ["kokoro"]
