"""Turns written form into spoken form, as a voice would read it out: English and Mandarin."""
