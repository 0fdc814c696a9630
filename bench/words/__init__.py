"""Measures how words are pronounced: heteronyms and names in English, polyphones in Mandarin."""
