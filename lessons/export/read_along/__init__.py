"""A lesson as a page to read along: every word lights up while it is heard."""
