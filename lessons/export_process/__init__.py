"""Builds an export in a child process: encoding must not slow down the web process's other callers.

`running` is the parent's side, `child` the child's within its `bounds`, `order` what one tells the
other, and `building` the work itself.
"""
