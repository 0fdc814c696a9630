"""Finds what is written otherwise than it is said, by semiotic class (Taylor 2009): formulas,
quantities, dates, telephone numbers, Roman numerals, abbreviations, letters that stand for
themselves. What no class takes is left to `spoken_form`."""
