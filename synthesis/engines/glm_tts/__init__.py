"""GLM-TTS."""
