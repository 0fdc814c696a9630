"""Switching the language leads back to the page, also from the answer to a refused form."""

import re

from django.urls import reverse

NEXT = re.compile(r'name="next" value="([^"]*)"')


def switch(person, shown) -> str:
    """The address that the language switch of a page leads to."""
    back = NEXT.search(shown.content.decode())[1].replace("&amp;", "&")
    sent = {"next": back, "language": "zh-hans"}
    return person.browser.post(reverse("set_language"), sent).url


def test_it_leads_back_to_the_page_and_its_query(alice):
    address = alice.page("lessons/?q=river&sort=title")
    assert switch(alice, alice.browser.get(address)) == address


def test_it_leads_back_from_a_refused_form(alice):
    page = f"http://testserver{alice.page('members/')}"
    refused = alice.browser.post(
        alice.page("members/invite"), {"email": "no address"}, headers={"Referer": page}
    )
    assert refused.status_code == 422
    back = switch(alice, refused)
    assert back == alice.page("members/")
    assert alice.browser.get(back).status_code == 200


def test_it_leads_to_no_other_site(alice):
    refused = alice.browser.post(
        alice.page("members/invite"),
        {"email": "no address"},
        headers={"Referer": "https://elsewhere.example/"},
    )
    assert switch(alice, refused) == alice.page("members/invite")
