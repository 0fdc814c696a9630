"""Fitting: finding a voice of Kokoro's that is most like a person's clip."""
