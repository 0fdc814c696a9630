from collections.abc import Callable, Iterator

import pytest

from tests.platform.outgoing.receiver import Receiver


@pytest.fixture
def receive() -> Iterator[Callable[..., Receiver]]:
    """Starts servers of customers."""
    started: list[Receiver] = []

    def start(*args) -> Receiver:
        started.append(Receiver(*args))
        return started[-1]

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.fixture
def allowed(settings) -> None:
    """The operator lets events be sent to this machine."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
