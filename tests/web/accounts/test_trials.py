"""Minutes of audio are not given away to whoever makes up addresses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.joining import trials
from accounts.models import Membership, Trial, User
from tenants.models import Tenant
from tenants.refusal import Refused
from tests.web.accounts.test_sign_up import NEW
from tests.web.accounts.test_verification import CODE_PAGE, code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mails_are_sent")]


def refused(email: str) -> str:
    with pytest.raises(Refused) as refusal:
        trials.take(email)
    return refusal.value.code


def test_an_address_has_one_trial_in_whatever_spelling():
    trials.take("wei@gmail.com")
    for again in ("Wei@gmail.com", "w.e.i@googlemail.com", "wei+2@gmail.com"):
        assert refused(again) == "trial_taken"
    trials.take("w.ei@school.example")
    trials.take("wei@school.example")  # dots count elsewhere
    assert not Trial.objects.filter(address__contains="wei").exists()


def test_a_school_has_a_few_and_a_mail_service_as_many_as_people(settings):
    settings.TRIALS_OF_A_DOMAIN = 2
    for number in range(4):
        trials.take(f"p{number}@qq.com")
    trials.take("a@school.example")
    trials.take("b@school.example")
    assert refused("c@school.example") == "trials_of_domain"
    Trial.objects.update(at=timezone.now() - timedelta(days=31))
    trials.take("c@school.example")


@pytest.mark.parametrize("email", ["x@mailinator.com", "x@a.mailinator.com"])
def test_addresses_that_last_for_minutes_have_none(client, email):
    assert refused(email) == "disposable_address"
    answer = client.post("/sign-up", {**NEW, "email": email})
    assert answer.status_code == 422 and "mailinator.com" in answer.content.decode()
    assert not User.objects.filter(email=email).exists()


def test_signing_up_takes_it_and_a_second_time_leads_to_a_page_that_says_so(client):
    client.post("/sign-up", NEW)
    client.post(CODE_PAGE, {"code": code()})
    owner = Membership.objects.get(user__email=NEW["email"])
    assert Trial.objects.count() == 1
    # They leave it to somebody else, and want another.
    Membership.objects.create(
        user=User.objects.create_user("b@x.example", name="B"), tenant=owner.tenant, role="owner"
    )
    owner.delete()
    again = client.post("/home", {"organisation": "Second School", "time_zone": "UTC"})
    assert again.status_code == 422 and "had a trial already" in again.content.decode()
    assert not Tenant.objects.filter(name="Second School").exists()


def test_a_refused_trial_leaves_a_person_signed_in(client):
    trials.take(NEW["email"])
    client.post("/sign-up", NEW)
    done = client.post(CODE_PAGE, {"code": code()}, follow=True)
    assert done.redirect_chain[-1][0] == "/home" and done.status_code == 200
    assert "had a trial already" in done.content.decode()
    assert not Tenant.objects.filter(name=NEW["organisation"]).exists()


def test_old_notes_are_forgotten():
    trials.take("a@school.example")
    assert trials.forget_old() == 0
    Trial.objects.update(at=timezone.now() - trials.KEPT - timedelta(days=1))
    assert trials.forget_old() == 1
