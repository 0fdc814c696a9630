"""What a place of a text is taken for, what else it could be, and saying it as one is told to."""
