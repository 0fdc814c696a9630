import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402  (only after the line above)

from config.body_limit import limit_body  # noqa: E402

# A clip and the form fields around it.
application = limit_body(django_application, settings.MAX_CLIP_BYTES + 1024 * 1024)
