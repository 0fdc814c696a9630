from django.urls import path

from web.public import views

pages = [
    path("prices", views.prices, name="prices"),
    path("help", views.help_, name="help"),
    path("privacy", views.privacy, name="privacy"),
    path("terms", views.terms, name="terms"),
    path("retention", views.retention, name="retention"),
    path("for-schools", views.for_schools, name="procurement"),
]
