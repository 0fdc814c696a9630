"""Share links: addresses at which people without an account listen to a lesson."""
