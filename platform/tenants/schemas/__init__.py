"""The schemas of tenants: which migrations each has, how one is made, how all are migrated."""
