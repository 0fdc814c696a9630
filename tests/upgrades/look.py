"""`python -m tests.upgrades.look`: what this code reads in the archive's workspace, as JSON."""

import json
import os


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    import config  # noqa: F401  (puts the platform apps on the path)

    django.setup()
    # Imported here because they import models, which need Django to be set up.
    from billing.usage.models import DailyUsage
    from lessons.models import Lesson
    from synthesis.models import Job
    from synthesis.monitoring import recount
    from tenants.context import in_tenant
    from tenants.models import Tenant
    from tests.upgrades.release import SLUG
    from voices.models import VoiceConditioning

    with in_tenant(Tenant.objects.get(slug=SLUG)) as tenant:
        (lesson,) = Lesson.objects.all()
        (made_of,) = VoiceConditioning.objects.all()
        seen = {
            "schema": tenant.schema_name,
            "lines": [line.text for line in lesson.document(tenant).lines],
            "voice": bytes(tenant.unseal(made_of.sealed, about=made_of.about)).decode(),
            "jobs": sorted(Job.objects.values_list("status", flat=True)),
            "used_ms": sum(DailyUsage.objects.values_list("used_ms", flat=True)),
        }
    print(json.dumps({**seen, "differences": list(recount.differences())}))


if __name__ == "__main__":
    main()
