"""Lessons as files: the menu of downloads, and the answers that carry them."""
