import pytest

from throttle.open_streams import Cap, Full, take_place
from throttle.request_end import RequestEnd


def test_a_cap_is_reached_and_a_place_is_released_once():
    mine, everybodys = Cap("token:mine", 2), Cap("tenant:ours", 3)
    first, second = take_place([mine, everybodys]), take_place([mine, everybodys])
    with pytest.raises(Full) as full:
        take_place([mine, everybodys])
    assert full.value.cap == mine
    third = take_place([everybodys])
    with pytest.raises(Full) as full:
        take_place([everybodys])
    assert full.value.cap == everybodys
    first.release()
    first.release()
    fourth = take_place([mine, everybodys])
    with pytest.raises(Full):
        take_place([everybodys])
    for place in (second, third, fourth):
        place.release()


def test_what_ends_with_a_request_is_called_once_even_when_it_comes_late():
    called: list[str] = []
    end = RequestEnd()
    end.call(lambda: called.append("taken in time"))
    end.come()
    end.come()
    end.call(lambda: called.append("taken by a view that ran on"))
    assert called == ["taken in time", "taken by a view that ran on"]
