"""Signs that English texts speak of, draw, set or type: by name, as pictures, or not at all."""
