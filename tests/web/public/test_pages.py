"""The pages for everybody: what they say, in whose words, and how long a browser keeps them."""

import re
from pathlib import Path

import av
import pytest
from django.conf import settings as configured
from django.core.checks import run_checks

from billing.models import Plan
from config import ROOT
from synthesis.aigc.label import labels_in
from tests.web.pages.page_text import read

PAGES = ["/", "/prices", "/help", "/privacy", "/terms"]
LONG = ["help", "privacy", "terms"]
UNFILLED = "the operator of this installation has not filled this in yet"
OPERATOR = {
    "name": "Heron & Sons",
    "address": "1 Lake Road",
    "email": "help@heron.example",
    "law": "that of Ruritania",
}

pytestmark = pytest.mark.django_db


def opened(client, address: str, language: str = "en") -> str:
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_browser_keeps_them_for_going_back_and_asks_again(client, address):
    answer = client.get(address)
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language"} <= {each.strip() for each in answer["Vary"].split(",")}


def test_members_see_them_too(alice):
    for address in PAGES[1:]:
        html = alice.browser.get(address).content.decode()
        assert 'href="/home"' in html and 'href="/sign-in"' not in html


def test_every_page_before_sign_in_leads_to_them(client):
    for address in ("/", "/sign-up", "/sign-in", "/nowhere"):
        html = client.get(address).content.decode()
        for page in PAGES[1:]:
            assert f'href="{page}"' in html, (address, page)


@pytest.mark.parametrize(
    ("language", "price", "a_month"), [("en", "$29.00", "a month"), ("zh-hans", "US$29.00", "每月")]
)
def test_prices_are_those_of_the_plans(client, language, price, a_month):
    Plan.objects.filter(code="campus").update(public=False, name="Hidden")
    html = opened(client, "/prices", language)
    assert price in html and a_month in html
    assert "249.00" not in html and "Hidden" not in html
    Plan.objects.filter(code="school").update(price=123_456, currency="cny")
    assert ("CN¥1,234.56" if language == "en" else "¥1,234.56") in opened(
        client, "/prices", language
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_samples_of_the_front_page_are_labelled_speech_of_what_it_says(client, language):
    page = read(opened(client, "/"))
    [sample] = [
        given for tag, given in page.tags if given.get("src", "").endswith(f"-{language}.mp3")
    ]
    path = ROOT / sample["src"].lstrip("/")
    [label] = labels_in(path.read_bytes())
    assert label["Label"] == "1" and label["ContentProducer"] == "Lectern"
    with av.open(str(path)) as file:
        assert 8 < file.duration / av.time_base < 15
    assert path.stat().st_size < 100_000
    script = (ROOT / "tools/make_front_samples.py").read_text(encoding="utf-8")
    said = re.findall(r"<blockquote>(.*?)</blockquote>", opened(client, "/"))
    for sentence in re.findall(r'^ +"(.*[.?。？])",$', script, re.MULTILINE):
        assert any(sentence in each for each in said)


@pytest.mark.parametrize("name", LONG)
def test_both_languages_have_the_same_parts(client, name):
    pages = [read(opened(client, f"/{name}", language)) for language in ("en", "zh-hans")]
    english, chinese = ([level for level, _text in page.headings] for page in pages)
    assert english == chinese and len(english) > 5
    english, chinese = (
        [given["id"] for _tag, given in page.tags if "id" in given] for page in pages
    )
    assert english == chinese


@pytest.mark.parametrize("name", ["privacy", "terms"])
def test_blanks_are_marked_until_the_operator_fills_them(client, settings, name):
    assert opened(client, f"/{name}").count(UNFILLED) >= 4
    assert "本站运营者尚未填写" in opened(client, f"/{name}", "zh-hans")
    settings.OPERATOR = OPERATOR
    html = opened(client, f"/{name}")
    assert "not filled" not in html and "Heron &amp; Sons" in html and "Ruritania" in html


def test_the_operators_own_text_takes_the_place_of_ours(client, settings, tmp_path: Path):
    settings.LEGAL_TEXTS = tmp_path
    own = "# What we keep\n\nNothing <at all>.\nReally.\n\n\n# Why\n\nBecause."
    (tmp_path / "privacy.en.txt").write_text(own, encoding="utf-8")
    page = read(opened(client, "/privacy"))
    assert page.headings == [("h1", "Privacy"), ("h2", "What we keep"), ("h2", "Why")]
    assert "Nothing <at all>." in page.texts and UNFILLED not in page.texts
    assert "本站运营者尚未填写" in opened(client, "/privacy", "zh-hans")


def test_a_text_in_another_encoding_is_named_by_the_check_and_shown_as_it_can_be(
    client, settings, tmp_path: Path
):
    settings.LEGAL_TEXTS = tmp_path
    (tmp_path / "privacy.zh-hans.txt").write_bytes("隐私".encode("gb18030"))
    assert [it.id for it in run_checks(tags=["legal"])] == ["runtime.E001"]
    assert client.get("/privacy", headers={"accept-language": "zh-hans"}).status_code == 200


def test_the_check_of_a_deployment_warns_of_blanks(settings, tmp_path: Path):
    def found() -> list[str]:
        return [it.id for it in run_checks(tags=["legal"], include_deployment_checks=True)]

    settings.LEGAL_TEXTS = tmp_path
    assert found() == ["runtime.W003"]
    settings.OPERATOR = {**OPERATOR, "law": ""}
    assert found() == ["runtime.W003"]
    settings.OPERATOR = OPERATOR
    assert found() == []
    settings.OPERATOR = dict.fromkeys(OPERATOR, "")
    for name in ("privacy.en", "privacy.zh-hans", "terms.en", "terms.zh-hans"):
        assert found() == ["runtime.W003"]
        (tmp_path / f"{name}.txt").write_text("Our own.", encoding="utf-8")
    assert found() == []
