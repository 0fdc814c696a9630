"""`{{ tenant.name|inert }}`: a name that somebody chose, in a mail (tenants.naming.plain_names)."""

from django import template

from tenants.naming import plain_names

register = template.Library()
register.filter("inert", plain_names.inert)
