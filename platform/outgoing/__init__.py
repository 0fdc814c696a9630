"""Requests to other people's servers: never into our own network, bounded in size and time."""
