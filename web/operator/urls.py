from django.contrib import admin
from django.urls import path

from web.operator import tenants_page, views

pages = [
    path("machines/", admin.site.admin_view(views.machines), name="operator-machines"),
    path("failed-jobs/", admin.site.admin_view(views.failed_jobs), name="operator-failed-jobs"),
    path("queue/", admin.site.admin_view(views.queue), name="operator-queue"),
    path("tenants/", admin.site.admin_view(tenants_page.tenants), name="operator-tenants"),
]
