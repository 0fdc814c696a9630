"""Decides whether a recording is a person's consent: by its words and its voice. No Django.

`wording` has the statement that is read aloud, `recogniser` transcribes a recording, `matching`
compares the two, `speaker` compares the voices of two recordings, `check` combines them all.
"""
