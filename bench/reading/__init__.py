"""Measures whether texts from school are read as a teacher reads them: items, judging, table."""
