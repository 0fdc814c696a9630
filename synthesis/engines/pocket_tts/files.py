"""The files under `models/pocket_tts/`, by their names on the hub. Importing this loads nothing."""

WEIGHTS = "languages/english/model.safetensors"
TOKENIZER = "languages/english/tokenizer.json"

FILES = (WEIGHTS, TOKENIZER)

GET_FILES = "get the files with: manage.py models pull pocket_tts"
SAMPLE_RATE = 24_000
