"""How much fitted voices resemble people, and how the space of voices was measured."""
