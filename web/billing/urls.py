from django.urls import path

from web.billing import api, pay_views, payment_webhook, retention_views, views

pages = [
    path("usage", views.usage, name="usage"),
    path("usage/caps", views.set_cap, name="set-cap"),
    path("kept", retention_views.kept, name="retention"),
    path("plans", pay_views.plans, name="plans"),
    path("plans/<slug:code>/buy", pay_views.buy, name="buy-plan"),
    path("plans/manage", pay_views.manage, name="manage-payment"),
    path("invoices", pay_views.invoices, name="invoices"),
]

rest = [path("usage", api.usage, name="usage")]

public = [path("hooks/payment", payment_webhook.receive, name="billing-webhook")]
