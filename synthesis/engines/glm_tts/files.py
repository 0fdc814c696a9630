"""The checkpoint's paths under `models/glm_tts/`. Importing this loads nothing."""

LLM = "llm"
TOKENIZER = "vq32k-phoneme-tokenizer"
SPEECH_TOKENIZER = "speech_tokenizer"
FLOW = "flow/flow.pt"
FLOW_CONFIG = "flow/config.yaml"
VOCODER = "hift/hift.pt"
CAMPPLUS = "campplus.onnx"

FILES = (
    f"{LLM}/config.json",
    f"{TOKENIZER}/tokenizer.model",
    f"{TOKENIZER}/tokenizer_config.json",
    f"{SPEECH_TOKENIZER}/config.json",
    f"{SPEECH_TOKENIZER}/preprocessor_config.json",
    FLOW,
    FLOW_CONFIG,
    VOCODER,
    CAMPPLUS,
)
"""All files but the safetensors weights, whose number differs between checkpoints."""
