"""Changes to Kokoro's ONNX graph: what it takes and gives besides, and how others can run it."""
