"""The second stage of GLM-TTS: speech tokens to mel frames (flow) to sound (vocoder)."""
