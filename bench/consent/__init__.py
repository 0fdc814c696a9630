"""What the checks of consent are worth: which attempts to get a voice without its owner succeed."""
