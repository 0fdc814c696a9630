"""Speech over a websocket: text comes in pieces, and audio with character times goes back.

A socket holds no thread and no database connection. Whatever needs one, the check of its token and
each text that is spoken, is a request of its own to the view of the same address (`views`), made
inside of this process (`web.inner_request`): so it waits for its turn, is authenticated, limited,
counted and logged like one that came over HTTP.
"""
