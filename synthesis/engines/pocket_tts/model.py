"""The model as the library `pocket-tts` loads it: a language model of frames, and Mimi, which turns
frames into sound and a clip into frames, 12.5 of them per second.

The library's `generate_audio_stream` is not used. It starts two threads for each sentence, which go
on when nobody listens any more, it draws from PyTorch's one random generator in one of them, and
its authors say that it is not safe for threads. So its modules are called frame by frame here, each
with a state that the caller holds; `test_golden.py` holds what they say to what the library says.

Read for what requests share (4.0.1), the library has: `torch.set_num_threads(1)` when it is
imported, which is undone; a cache of the last two voices, which is not called; temperature and
threshold as attributes of the model, which are passed with each frame; PyTorch's generator for
noise, which is lent, seeded and given back within a frame, under a lock; masks of attention by
length, which hold nothing of anybody. All else is in states, dictionaries of tensors.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import yaml
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from ..base import ModelFilesMissing, Samples
from .files import GET_FILES, SAMPLE_RATE, TOKENIZER, WEIGHTS

if TYPE_CHECKING:
    from pocket_tts import TTSModel

State = dict[str, dict[str, Tensor]]

_random = threading.Lock()
"""PyTorch's generator is the process's: one frame draws at a time."""


def load(folder: Path, config: Path | None = None) -> PocketModel:
    """The English model of a folder; `config` names other sizes than the released ones, for tests.

    Raises ModelFilesMissing for files that are missing, broken or of another model.
    """
    for name in (WEIGHTS, TOKENIZER):
        if not (folder / name).is_file():
            raise ModelFilesMissing(f"{folder / name} is missing; {GET_FILES}")
    library = _library()
    with tempfile.TemporaryDirectory() as place:
        own = Path(place) / "config.yaml"
        own.write_text(_with_paths(config or released_config(), folder), encoding="utf-8")
        try:
            model = library.TTSModel.load_model(config=own)
        except Exception as error:  # the library asserts, and PyTorch raises many kinds
            reason = " ".join(str(error).split())[:300] or type(error).__name__
            raise ModelFilesMissing(f"{folder} can't be loaded: {reason}; {GET_FILES}") from error
    if model.sample_rate != SAMPLE_RATE:
        raise ModelFilesMissing(f"{folder} speaks at {model.sample_rate} Hz; {GET_FILES}")
    return PocketModel(model)


def released_config() -> Path:
    """The sizes of the English model, which the library brings along."""
    _library()
    from pocket_tts.utils.config import CONFIGS_DIR

    return CONFIGS_DIR / "english.yaml"


def _library() -> Any:
    """pocket_tts, imported without a trace in the process."""
    threads = torch.get_num_threads()
    import pocket_tts

    torch.set_num_threads(threads)
    logging.getLogger("pocket_tts").setLevel(logging.ERROR)  # it tells of every sentence
    return pocket_tts


def _with_paths(config: Path, folder: Path) -> str:
    """The configuration with the folder's files, and nothing that would be downloaded."""
    sizes = yaml.safe_load(config.read_text(encoding="utf-8"))
    sizes["weights_path"] = str((folder / WEIGHTS).resolve())
    sizes.pop("weights_path_without_voice_cloning", None)
    sizes["flow_lm"]["lookup_table"]["tokenizer_path"] = str((folder / TOKENIZER).resolve())
    return yaml.safe_dump(sizes)


class PocketModel:
    """The loaded model. It keeps nothing of what it is given."""

    def __init__(self, model: TTSModel) -> None:
        from pocket_tts.models import text_chunking
        from pocket_tts.modules import stateful_module

        self._model = model.eval().requires_grad_(False)
        self._lm, self._mimi = model.flow_lm, model.mimi
        self._texts, self._states = text_chunking, stateful_module
        self._frames_of_mimi = int(self._mimi.encoder_frame_rate / self._mimi.frame_rate)

    @property
    def temperature(self) -> float:
        """That of its own configuration."""
        return float(self._model.temp)

    @property
    def frame_rate(self) -> float:
        """Frames per second."""
        return float(self._mimi.frame_rate)

    @property
    def frame_size(self) -> int:
        """Numbers in a frame of a voice."""
        return int(self._lm.speaker_proj_weight.shape[1])

    def fingerprint(self) -> str:
        """What a clip's frames are of: those of other weights mean another sound."""
        digest = hashlib.sha256()
        for weight in (self._lm.speaker_proj_weight, *self._mimi.downsample.parameters()):
            digest.update(weight.detach().numpy().tobytes())
        return digest.hexdigest()

    @torch.no_grad()
    def heard(self, samples: Samples) -> NDArray[np.float32]:
        """The frames [t, 32] of a clip [n] at 24 kHz, which is made to end on a short pause."""
        from pocket_tts.data.audio_utils import end_on_pause

        clip = end_on_pause(torch.from_numpy(samples)[None], SAMPLE_RATE)
        frames: NDArray[np.float32] = self._mimi.encode_to_latent(clip[None])[0].numpy()
        return frames

    @torch.no_grad()
    def voice(self, frames: NDArray[np.float32]) -> State:
        """The state of having heard these frames of a person [t, 32]."""
        heard = F.linear(torch.from_numpy(frames)[None], self._lm.speaker_proj_weight)
        if self._lm.insert_bos_before_voice:
            heard = torch.cat([self._lm.bos_before_voice, heard], dim=1)
        state = self._states.init_states(self._lm, batch_size=1, sequence_length=heard.shape[1])
        self._listen(state, heard)
        return state

    def pieces(self, text: str) -> list[str]:
        """The text as the model wants it, in pieces that it can say at once. [] without words."""
        model = self._model
        if not any(char.isalnum() for char in text):
            return []
        return list(
            self._texts.split_into_best_sentences(
                self._lm.conditioner.tokenizer,
                text,
                _library_default("MAX_TOKEN_PER_CHUNK"),
                model.pad_with_spaces_for_short_inputs,
                remove_semicolons=model.remove_semicolons,
                append_terminal_punctuation=model.append_terminal_punctuation,
                capitalize_first_letter=model.capitalize_first_letter,
                replace_characters=model.replace_characters,
            )
        )

    @torch.no_grad()
    def begin(self, voice: State, piece: str) -> Saying:
        """Read a piece of text to a copy of a voice's state."""
        model = self._model
        text, after_end = self._texts.prepare_text_prompt(
            piece,
            model.pad_with_spaces_for_short_inputs,
            model.remove_semicolons,
            model.append_terminal_punctuation,
            model.capitalize_first_letter,
            model.replace_characters,
        )
        tokens = self._lm.conditioner.prepare(text)
        most = model._estimate_max_gen_len(tokens.shape[1])
        state = {
            name: {key: tensor.clone() for key, tensor in module.items()}
            for name, module in voice.items()
        }
        room = model._flow_lm_current_end(state) + tokens.shape[1] + most
        model._expand_kv_cache(state, sequence_length=room)
        self._listen(state, self._lm.conditioner(tokens))
        recommended = model.model_recommended_frames_after_eos
        return Saying(
            state=state,
            mimi=self._states.init_states(
                self._mimi, batch_size=1, sequence_length=most * self._frames_of_mimi
            ),
            frame=torch.full((1, 1, self._lm.ldim), float("nan")),
            most=most,
            after_end=after_end + 2 if recommended is None else recommended,
        )

    @torch.no_grad()
    def next_frames(self, saying: Saying, count: int, temperature: float, seed: int) -> Tensor:
        """At most `count` more frames [1, count, 32]: fewer where it ends, or is cut (`saying`)."""
        frames: list[Tensor] = []
        while len(frames) < count and not saying.ended:
            if saying.spoken == saying.most:
                saying.ended = saying.cut = True
                break
            with _random, torch.random.fork_rng(devices=()):
                torch.default_generator.manual_seed(_seed_of(seed, saying.spoken))
                frame, is_end = self._step(saying.state, saying.frame, temperature)
            earliest = self._model._MIN_FRAMES_BEFORE_EOS
            if is_end and saying.ends_at is None and saying.spoken >= earliest:
                saying.ends_at = saying.spoken
            if saying.ends_at is not None and saying.spoken >= saying.ends_at + saying.after_end:
                saying.ended = True
                break
            saying.frame = frame
            saying.spoken += 1
            frames.append(frame)
        return torch.cat(frames, dim=1) if frames else saying.frame[:, :0]

    @torch.no_grad()
    def sound(self, saying: Saying, frames: Tensor) -> Samples:
        """The sound of the next frames of a piece [1, t, 32], 1920 samples for each."""
        count = frames.shape[1]
        if not count:
            return np.zeros(0, np.float32)
        latents = frames * self._lm.emb_std + self._lm.emb_mean
        samples: Samples = self._mimi.decode_from_latent(latents, saying.mimi)[0, 0].numpy()
        self._states.increment_steps(
            self._mimi, saying.mimi, increment=count * self._frames_of_mimi
        )
        if not saying.faded_in:
            # A fresh state begins with a step, which would click.
            samples = samples.copy()
            samples[: SAMPLE_RATE // 200] *= np.linspace(0, 1, SAMPLE_RATE // 200, dtype=np.float32)
            saying.faded_in = True
        return samples

    def _listen(self, state: State, embeddings: Tensor) -> None:
        """Let the language model read embeddings [1, n, dim] of a voice or of text."""
        nothing = torch.empty((1, 0, self._lm.ldim))
        self._lm.backbone(self._lm.input_linear(nothing), embeddings, nothing, state)
        self._states.increment_steps(self._lm, state, increment=embeddings.shape[1])

    def _step(self, state: State, frame: Tensor, temperature: float) -> tuple[Tensor, bool]:
        model = self._model
        latent, is_end = self._lm(
            sequence=frame,
            text_embeddings=torch.empty((1, 0, self._lm.dim)),
            model_state=state,
            sampler_decode_steps=model.sampler_decode_steps,
            temp=temperature,
            noise_clamp=model.noise_clamp,
            eos_threshold=model.eos_threshold,
        )
        self._states.increment_steps(self._lm, state, increment=1)
        return latent[:, None], bool(is_end.item())


class Saying:
    """A piece of text on its way to sound: all that the model keeps of it.

    `frame` is the last one, [1, 1, 32]; NaN stands for none. It is cut after `most` frames, and
    says `after_end` more when it has come to its end.
    """

    def __init__(
        self, *, state: State, mimi: State, frame: Tensor, most: int, after_end: int
    ) -> None:
        self.state, self.mimi, self.frame = state, mimi, frame
        self.most, self.after_end = most, after_end
        self.spoken = 0
        self.ends_at: int | None = None
        self.ended = self.cut = self.faded_in = False


def nbytes(state: State) -> int:
    """The memory that a state takes."""
    return sum(tensor.nbytes for module in state.values() for tensor in module.values())


def _library_default(name: str) -> Any:
    from pocket_tts import default_parameters

    return getattr(default_parameters, name)


def _seed_of(seed: int, frame: int) -> int:
    digest = hashlib.sha256(f"{seed}:{frame}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1
