from django.urls import path

from billing import views

urlpatterns = [path("usage", views.usage, name="usage")]
