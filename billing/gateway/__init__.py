"""The payment provider that this installation uses; `base` says what one must be able to do.

Nothing outside of this folder imports a provider's library. Without keys there is no gateway,
and everything but paying works.
"""

from django.conf import settings

from billing.gateway.base import Gateway


def current() -> Gateway | None:
    """The gateway in use; None where no keys are set."""
    if not settings.STRIPE_SECRET_KEY:
        return None
    # Stripe's library takes 0.1 s to import, which processes that take no payments need not wait.
    from billing.gateway import stripe_gateway

    return stripe_gateway.gateway()
