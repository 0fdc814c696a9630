"""Makes the samples that the front page plays, with Kokoro and its base voices:

    .venv/bin/python tools/make_front_samples.py

Writes static/audio/sample-en.mp3 and sample-zh.mp3. They carry the label of synthetic speech, as
all audio of Lectern does; it is signed by a key that nobody keeps: no installation made them.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = {
    # language → voice, and what it says; templates/accounts/welcome.html shows the same texts
    "en": (
        "af_heart",
        [
            "Good morning, everybody.",
            "Today we follow a river from its spring in the mountains down to the sea.",
            "Which animals do you think we will meet on the way?",
        ],
    ),
    "zh": (
        "zf_xiaoxiao",
        [
            "同学们，早上好。",
            "今天我们沿着一条小河，从山里的泉眼一直走到大海。",
            "大家猜一猜，路上会遇见哪些动物？",
        ],
    ),
}
PAUSE_SECONDS = 0.25


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import numpy as np
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from django.conf import settings

    from synthesis.aigc.label import TAG, Producer
    from synthesis.encode import encode_file
    from synthesis.engines import ENGINES
    from synthesis.engines.base import SegmentRequest
    from synthesis.text.span import Span

    engine = ENGINES["kokoro"].load(settings.MODELS)
    producer = Producer("Lectern", Ed25519PrivateKey.generate())
    folder = ROOT / "static" / "audio"
    folder.mkdir(exist_ok=True)
    for language, (voice, sentences) in SAMPLES.items():
        parts = []
        for sentence in sentences:
            request = SegmentRequest((Span(language, sentence),))
            decoding = engine.start(request, engine.base_conditioning(voice))
            while not decoding.done:
                parts += [chunk.samples for chunk in engine.step([decoding])]
            parts.append(np.zeros(round(PAUSE_SECONDS * engine.sample_rate), np.float32))
        samples = np.concatenate(parts)
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        with (folder / f"sample-{language}.mp3").open("wb") as out:
            encode_file(
                "mp3",
                [pcm],
                sample_rate=engine.sample_rate,
                out=out,
                tags={TAG: producer.label(f"sample-{language}")},
            )
        print(f"sample-{language}.mp3: {len(samples) / engine.sample_rate:.1f} s")


if __name__ == "__main__":
    main()
