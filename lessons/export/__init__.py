"""A lesson as files: one sound file, a file a line, a book that reads itself, cards to learn from.

Builders of files from plain data; they know no Django and no database.
"""
