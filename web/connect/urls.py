from django.urls import path

from web.connect import views

pages = [path("connect", views.connect, name="connect")]
