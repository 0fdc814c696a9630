"""`make size`: what is much larger than usual, and whether pages and memory stay as they are."""
