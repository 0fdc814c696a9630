"""Roman numerals: of kings, wars, chapters, plays, lists, sums and chords."""
