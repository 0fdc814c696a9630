import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

PATIENCE = 60.0


class InThread(threading.Thread):
    """Calls a function in a thread that begins at once; its result or error is not lost."""

    def __init__(self, act: Callable, *args: object) -> None:
        super().__init__(daemon=True)
        self._call = (act, args)
        self._result: Any = None
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        act, args = self._call
        try:
            self._result = act(*args)
        except BaseException as error:
            self._error = error
        finally:
            connection.close()

    def result(self) -> Any:
        """What the function returned; raises what it raised."""
        self.join(PATIENCE)
        assert not self.is_alive(), "it does not end"
        if self._error:
            raise self._error
        return self._result
