"""Speech by espeak-ng's formant synthesiser, in many languages and voices."""

import ctypes
import random

import espeakng_loader
import numpy as np

WORDS = [
    "love",
    "night",
    "baby",
    "fire",
    "heart",
    "down",
    "around",
    "tonight",
    "forever",
    "dancing",
    "dream",
    "feeling",
    "away",
    "never",
    "always",
    "run",
    "higher",
    "light",
    "shadow",
    "summer",
    "rain",
    "city",
    "road",
    "home",
    "time",
    "mind",
    "soul",
    "body",
    "music",
    "move",
    "hands",
    "hold",
    "give",
    "take",
    "leave",
    "stay",
    "come",
    "going",
    "know",
    "want",
    "need",
    "said",
    "told",
    "over",
    "under",
    "again",
    "alone",
    "together",
    "everything",
    "nobody",
    "somebody",
    "believe",
    "remember",
    "yesterday",
    "tomorrow",
    "morning",
    "river",
    "mountain",
    "ocean",
    "sky",
    "star",
    "moon",
    "the",
    "a",
    "and",
    "of",
    "in",
    "on",
    "with",
    "you",
    "me",
    "my",
    "your",
    "we",
    "they",
    "I",
]
LANGUAGES = ("en", "en-us", "en-gb-scotland", "de", "fr", "es", "it", "pt", "nl", "sv", "pl")
VARIANTS = ("", "+m1", "+m2", "+m3", "+m4", "+m5", "+m6", "+m7", "+f1", "+f2", "+f3", "+f4", "+f5", "+croak",
            "+klatt", "+klatt2", "+klatt3")  # fmt: skip
RETRIEVAL = 2  # espeak's AUDIO_OUTPUT_SYNCHRONOUS: sound comes by the callback
RATE_PARAMETER, PITCH, RANGE = 1, 3, 4
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
AUDIBLE = 0.01


class Speaker:
    """One in a process: espeak has one state. ``rate``: its samples a second."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._heard: list[np.ndarray] = []
        self._callback = CALLBACK(self._hear)
        data = str(espeakng_loader.get_data_path()).encode()
        self.rate: int = self._library.espeak_Initialize(RETRIEVAL, 0, data, 0)
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, draw: random.Random, words: int) -> np.ndarray:
        """So many words by somebody, mono, without the silence around them."""
        self._heard.clear()
        self._library.espeak_SetVoiceByName((draw.choice(LANGUAGES) + draw.choice(VARIANTS)).encode())
        for parameter, low, high in ((RATE_PARAMETER, 110, 230), (PITCH, 15, 85), (RANGE, 20, 90)):
            self._library.espeak_SetParameter(parameter, draw.randint(low, high), 0)
        text = " ".join(draw.choice(WORDS) for _ in range(words)).encode()
        self._library.espeak_Synth(text, len(text) + 1, 0, 0, 0, 1, None, None)
        self._library.espeak_Synchronize()
        sound = np.concatenate(self._heard).astype(float) / 32768 if self._heard else np.zeros(100)
        loud = np.flatnonzero(np.abs(sound) > AUDIBLE)
        return sound[loud[0] : loud[-1]] if len(loud) else sound

    def _hear(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: object) -> int:
        if samples and count > 0:
            self._heard.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0
