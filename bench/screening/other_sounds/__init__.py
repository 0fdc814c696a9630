"""Trains the network that hears other voices and sounds, on clips mixed with known parts."""
