"""Hears, frame by frame, what is not the speaker: a second voice, and other sounds.

A small network (`network`) reads what models that run anyway hold of each frame (`frames`);
`measures` sums up what it says of a recording. `bench.screening.other_sounds` trains it.
"""
