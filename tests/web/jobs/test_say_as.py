"""Programs are told how a text is read, and say what its places are."""

import pytest

from synthesis import reading_style
from synthesis.models import Job
from synthesis.worker.worker import Worker
from tenants.context import in_tenant
from tests.synthesis.jobs.test_pronouncing import Listening

TEXT = "On 03/04/2026 we ate 3/4 of it ☕."


def estimate(person, query: str = "?explain=1", language: str = "en", **body):
    return person.rest.post(
        f"/v1/estimates{query}",
        {"input": TEXT, "voice": "af_heart"} | body,
        format="json",
        headers={"Accept-Language": language},
    )


def place(written: str, kind: str, text: str = TEXT, **more) -> dict[str, object]:
    start = text.index(written)
    return {"start": start, "end": start + len(written), "as": kind, **more}


def test_an_estimate_tells_how_the_text_is_read_where_it_is_asked(alice):
    answer = estimate(alice).json()
    date, fraction = answer["readings"]
    assert date == {
        "start": 3, "end": 13, "written": "03/04/2026", "kind": "date",
        "said": "March fourth, twenty twenty six",
        "others": [
            {"kind": "date", "said": "the third of April, twenty twenty six"},
            {"kind": "digits", "said": "zero three zero four two zero two six"},
        ],
    }  # fmt: skip
    assert (fraction["kind"], fraction["said"]) == ("fraction", "three quarters")
    assert answer["skipped"] == [{"start": 31, "end": 32, "written": "☕", "kind": "emoji"}]
    assert not {"readings", "skipped"} & estimate(alice, "").json().keys()
    with in_tenant(alice.tenant):
        reading_style.choose(values={"date_order": "dmy", "emoji": "named"})
    answer = estimate(alice).json()
    assert answer["readings"][0]["said"].startswith("the third of April")
    assert answer["skipped"] == []


def test_say_as_is_told_and_said(alice, kokoro):
    say_as = [place("3/4 ", "date", format="md"), place("03/04/2026", "digits")]
    answer = estimate(alice, say_as=say_as).json()
    assert [(each["kind"], each["said"]) for each in answer["readings"]] == [
        ("given", "zero three zero four two zero two six"), ("given", "March fourth"),
    ]  # fmt: skip
    body = {"input": f"Hello.\x07 {TEXT}", "voice": "af_heart"}
    body["say_as"] = [place("03/04/2026", "date", body["input"], format="dmy")]
    made = alice.rest.post("/v1/jobs", body, format="json")
    assert made.status_code == 201
    engine = Listening(kokoro)
    Worker(engine, name="test").run_until_idle()
    said = " ".join(span.text for spans in engine.heard for span in spans)
    assert "the third of April" in said and "three quarters" in said
    with in_tenant(alice.tenant):
        segments = list(Job.objects.get().segments.all())
    [reading] = [each for segment in segments for each in segment.readings]
    [text] = [segment.text for segment in segments if segment.readings]
    assert text[reading["start"] : reading["end"]] == "03/04/2026"


@pytest.mark.parametrize(
    ("say_as", "code", "param"),
    [
        ([{"start": 3, "end": 99, "as": "date"}], "say_as_misplaced", "say_as.0"),
        ([{"start": 5, "end": 5, "as": "date"}], "say_as_misplaced", "say_as.0"),
        ([place("On", "characters"), {"start": 1, "end": 4, "as": "digits"}],
         "say_as_misplaced", "say_as.1"),
        ([place("ate", "fraction")], "say_as_impossible", "say_as.0"),
        ([place("3/4 ", "date", format="dmy")], "say_as_impossible", "say_as.0"),
        ([place("On", "characters"), place("ate", "song")], "invalid_value", "say_as.1.as"),
        ([place("ate", "date", format="zzz")], "invalid_value", "say_as.0.format"),
        ([{"start": -1, "end": 4, "as": "digits"}], "invalid_value", "say_as.0.start"),
        ([{"end": 4, "as": "digits"}], "invalid_value", "say_as.0.start"),
        ("date", "invalid_value", "say_as"),
        ([{"start": 0, "end": 1, "as": "characters"}] * 101, "say_as_too_many", "say_as"),
    ],
)  # fmt: skip
def test_wrong_instructions_are_refused(alice, say_as, code, param):
    answer = estimate(alice, say_as=say_as)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, code, param)


def test_refusals_are_in_both_languages(alice):
    say_as = [place("ate", "fraction")]
    assert (
        "can't be read as “fraction”" in estimate(alice, say_as=say_as).json()["error"]["message"]
    )
    answer = estimate(alice, language="zh-hans", say_as=say_as)
    assert "“ate”不能读作“fraction”" in answer.json()["error"]["message"]


def test_only_short_texts_are_explained(alice):
    answer = estimate(alice, input="Long. " * 4_000)
    assert answer.status_code == 400 and answer.json()["error"]["param"] == "input"
    assert estimate(alice, "?explain=yes").json()["error"]["param"] == "explain"
