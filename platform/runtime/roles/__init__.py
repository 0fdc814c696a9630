"""The roles of Lectern: what `lectern ROLE` runs, and what `up` starts of each."""
