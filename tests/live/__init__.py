"""Tests of a running Lectern. It ends with them, as its fixtures have this package for a scope."""
