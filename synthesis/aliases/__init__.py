"""OpenAI's names of voices (alloy, nova …), and the voice that each stands for in a workspace."""
