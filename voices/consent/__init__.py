"""Whether a recording is a person's consent: what was said, and by whom. No Django in here.

`wording` has the statement that is read aloud, `recogniser` hears a recording, `matching`
compares the two, `speaker` compares two recordings' voices, `check` puts them together.
"""
