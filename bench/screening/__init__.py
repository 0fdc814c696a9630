"""How often screening refuses what it should, and what it should not."""
