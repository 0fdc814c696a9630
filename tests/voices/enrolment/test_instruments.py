"""What enrolment listens with is loaded once a process."""

from synthesis.worker import enroller
from voices.enrolment import instruments


def test_screening_consent_and_the_engines_share_the_encoders(listeners, monkeypatch):
    shared = instruments.encoders()
    given = []
    monkeypatch.setattr(
        enroller.engine_process,
        "enrolling",
        lambda name, encoders: given.append(encoders) or enroller.ENGINES[name],
    )
    tools = enroller.instruments()
    assert tools.screener.models._encoders is shared
    assert tools.checker.encoders is shared
    assert given and all(each is shared for each in given)
