"""`make bench-peers`: Lectern beside other servers of the same model, in one run."""
