import asyncio
import threading

from config import asgi
from web.audio.listener import SCOPE_KEY, Listener


def test_leaving_calls_once():
    left = []
    listener = Listener()
    listener.when_gone(lambda: left.append("left"))
    assert left == []
    listener.leave()
    listener.leave()
    assert left == ["left"]


def test_a_body_that_goes_on_does_not_hide_that_its_client_left(monkeypatch):
    """Whatever swallows the cancellation of an answer, its client is gone."""
    left = threading.Event()

    async def application(scope, receive, send):
        scope[SCOPE_KEY].when_gone(left.set)
        assert (await receive())["type"] == "http.request"
        assert not left.is_set()
        assert (await receive())["type"] == "http.disconnect"
        assert await asyncio.to_thread(left.wait, 10), "the answer has not ended yet"

    messages = [{"type": "http.request"}, {"type": "http.disconnect"}]

    async def receive():
        return messages.pop(0)

    monkeypatch.setattr(asgi, "django_application", application)
    asyncio.run(asgi.lectern({"type": "http"}, receive, None))


def test_who_left_before_is_noticed_at_once():
    """The view still runs when its client has gone."""
    left = []
    listener = Listener()
    listener.leave()
    listener.when_gone(lambda: left.append("left"))
    assert left == ["left"]


def test_who_has_heard_all_may_go():
    listener = Listener()
    listener.when_gone(lambda: 1 / 0)
    listener.has_all()
    listener.leave()


def test_an_error_is_logged(caplog):
    listener = Listener()
    listener.when_gone(lambda: 1 / 0)
    listener.leave()
    assert "ZeroDivisionError" in caplog.text
