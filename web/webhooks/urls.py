from django.urls import path

from web.webhooks import views

pages = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/of-requests", views.of_requests, name="webhook-of-requests"),
    path("webhooks/<uuid:endpoint_id>/roll", views.roll, name="webhook-roll"),
    path("webhooks/<uuid:endpoint_id>/delete", views.delete, name="webhook-delete"),
    path("webhooks/<uuid:endpoint_id>/switch-on", views.switch_on, name="webhook-switch-on"),
    path("webhooks/deliveries/<str:delivery_id>/again", views.send_again, name="webhook-again"),
]
