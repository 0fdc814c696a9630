"""Lectern on several hosts of one machine, which share a network and nothing else: `make cluster`.

`python -m tests.cluster` says what it does. Each host is a network namespace (ip-netns(8)) with an
address of its own on one bridge. It needs Linux and root, and takes both away at the end.
"""
