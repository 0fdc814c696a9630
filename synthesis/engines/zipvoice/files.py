"""The files under `models/zipvoice/`, named as k2-fsa's archive of the model names them, and its
vocoder. Importing this loads nothing."""

ENCODER = "encoder.int8.onnx"
DECODER = "decoder.int8.onnx"
TOKENS = "tokens.txt"
VOCODER = "vocos_24khz.onnx"

FILES = (ENCODER, DECODER, TOKENS, VOCODER)

GET_FILES = "get the files with: manage.py models pull zipvoice"
