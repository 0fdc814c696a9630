"""Which users the processes run as when root starts Lectern, and what these may read."""
