"""Of many who want one address at the same moment, one workspace gets it."""

import secrets
import threading

from django.db import connection

from tenants import profile
from tenants.models import Tenant
from tenants.refusal import Refused
from tenants.services import close_workspace, open_workspace


def test_one_workspace_gets_an_address(committed):
    other = open_workspace(name="Other", slug=f"other-{secrets.token_hex(4)}", plan="trial")
    wanted, got, begin = f"wanted-{secrets.token_hex(4)}", [], threading.Barrier(6)

    def take(tenant: Tenant) -> None:
        try:
            begin.wait()
            got.append(profile.change(tenant=tenant, slug=wanted).id)
        except Refused as refusal:
            assert refusal.code == "slug_taken"
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[each]) for each in (committed, other) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    try:
        assert len(set(got)) == 1
        assert Tenant.objects.filter(slug=wanted).count() == 1
    finally:
        close_workspace(tenant=other)
