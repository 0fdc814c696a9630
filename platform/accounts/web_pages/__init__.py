"""Tokens that web pages of other sites use: for their origins, for speech, for a while."""
