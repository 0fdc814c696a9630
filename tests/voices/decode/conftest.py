from tests.audio_files import every_kind, made_file, speech, wav_file

__all__ = ["every_kind", "made_file", "speech", "wav_file"]
