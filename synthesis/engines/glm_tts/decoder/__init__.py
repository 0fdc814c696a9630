"""Generates the speech tokens of many segments at once, in slots of fixed memory."""
