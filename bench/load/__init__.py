"""`make load`: a school term's worst morning, against a whole running Lectern."""
