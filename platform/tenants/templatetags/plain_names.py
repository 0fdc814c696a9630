"""`{{ tenant.name|inert }}`: a name that somebody chose, in a mail (tenants.plain_names)."""

from django import template

from tenants import plain_names

register = template.Library()
register.filter("inert", plain_names.inert)
