"""When a listener who plays a stream as it comes counts as having run dry."""

from synthesis.streaming.underruns import Player


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def played(*events: tuple[float, float, float]) -> list[bool]:
    """Whether each piece, (seconds until it came, its seconds, seconds to take it), was late."""
    clock = Clock()
    player = Player(clock)
    late = []
    for waited, seconds, taken in events:
        clock.now += waited
        late.append(player.gets(seconds))
        clock.now += taken
        player.asks()
    return late


def test_the_first_sound_is_never_late():
    assert played((30.0, 1.0, 0.0)) == [False]


def test_sound_that_comes_in_time_is_no_gap():
    assert played((1.0, 1.0, 0.0), (0.9, 1.0, 0.0), (1.0, 1.0, 0.0)) == [False] * 3


def test_a_gap_counts_once_and_the_player_goes_on_from_there():
    assert played((1.0, 1.0, 0.0), (1.5, 1.0, 0.0), (1.0, 1.0, 0.0)) == [False, True, False]


def test_a_client_that_takes_its_time_is_not_kept_waiting():
    assert played((1.0, 1.0, 9.0), (0.05, 1.0, 0.0)) == [False, False]
    assert played((1.0, 1.0, 9.0), (0.5, 1.0, 0.0)) == [False, True]
