"""The Model Context Protocol: assistants list voices, speak, and make lessons.

A message holds no thread and no database connection. What it needs of Lectern are requests of its
own to REST (`web.inner_request`), with its token: so scopes, limits, quotas, idempotency and logs
are those of REST. Nothing is kept between messages: any web process answers any of them.
"""
