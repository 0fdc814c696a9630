from synthesis.listener import Listener


def test_leaving_calls_once():
    left = []
    listener = Listener()
    listener.when_gone(lambda: left.append("left"))
    assert left == []
    listener.leave()
    assert left == ["left"]


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
