"""The search for the point of voice space that is most like a person, corrected by ear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from .speaker import Heard
from .voice_space import Point, VoiceSpace

HEARD_OFF = 6.0
"""What was heard at one point says as much less of another as this many deviations lie between."""

EVERYWHERE = 0.5
"""The share of an error that the whole model has in common: the words, the filter."""

NOISE = 0.15
"""The share of what is heard that another sentence would not have said."""


@dataclass(frozen=True, slots=True)
class Aim:
    """How much each encoder's likeness counts, and what distance costs: a deviation squared along
    each of 128 directions of timbre and of prosody, and of pitch and formants; `melody` is what an
    octave squared away from the person's pitch costs."""

    ge2e: float = 0.5
    campp: float = 0.5
    timbre: float = 0.0015
    prosody: float = 0.003
    turned: float = 0.003
    melody: float = 4.0


class Search:
    """Looks for the best point on the model, and learns from what is heard where it looked."""

    def __init__(self, space: VoiceSpace, target: Heard, aim: Aim, starts: NDArray[np.float64]):
        """`starts` [n, 258] are points to begin from; the best of them is looked from."""
        self._space, self._aim = space, aim
        self._target = np.concatenate([target.ge2e, target.campp, [target.pitch]])
        self._map = np.concatenate([space.ge2e, space.campp, space.pitch[:, :1]], axis=1)
        half = len(space.middle) // 2
        self._cost = np.concatenate(
            [np.full(half, aim.timbre), np.full(half, aim.prosody), np.full(2, aim.turned)]
        )
        self._points: list[Point] = []
        self._errors: list[NDArray[np.float64]] = []
        self._size = (space.ge2e.shape[1], space.campp.shape[1])
        self.start: Point = min(starts, key=lambda point: self._loss(point)[0])

    def next(self) -> Point:
        """The point that is best as far as the model, corrected by what was heard, knows."""
        best = self._points[-1] if self._points else self.start
        found = minimize(self._loss, best, jac=True, method="L-BFGS-B", options={"maxiter": 200})
        point: Point = found.x
        return point

    def learn(self, point: Point, heard: Heard) -> float:
        """Correct the model by what was heard at a point; returns what the point is worth."""
        said = np.concatenate([heard.ge2e, heard.campp, [heard.pitch]])
        self._points.append(point)
        self._errors.append(said - self._model(point))
        return -self._judge(said)[0] - float(self._cost @ point**2)

    def _model(self, point: Point) -> NDArray[np.float64]:
        return self._map[0] + point @ self._map[1:]

    def _correction(self, point: Point) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The mean of a Gaussian process through the errors heard, [449], and its slope."""
        if not self._points:
            return np.zeros(self._map.shape[1]), np.zeros((0, 0))
        points, errors = np.array(self._points), np.array(self._errors)
        apart = ((points[:, None] - points[None]) ** 2).sum(2)
        known = EVERYWHERE + (1 - EVERYWHERE) * np.exp(-apart / 2 / HEARD_OFF**2)
        weights = np.linalg.solve(known + NOISE * np.eye(len(points)), errors)
        away = point - points
        near = (1 - EVERYWHERE) * np.exp(-(away**2).sum(1) / 2 / HEARD_OFF**2)
        slope = -(near[:, None] * away) / HEARD_OFF**2
        return (EVERYWHERE + near) @ weights, slope.T @ weights

    def _loss(self, point: Point) -> tuple[float, NDArray[np.float64]]:
        correction, slope = self._correction(point)
        loss, pull = self._judge(self._model(point) + correction)
        back = self._map[1:] @ pull
        if len(slope):
            back = back + slope @ pull
        return loss + float(self._cost @ point**2), back + 2 * self._cost * point

    def _judge(self, heard: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Less likeness, plus what the pitch is off; and its gradient by what is heard."""
        loss, pull, at = 0.0, np.zeros(len(heard)), 0
        for size, weight in zip(self._size, (self._aim.ge2e, self._aim.campp), strict=True):
            part = slice(at, at + size)
            length = np.linalg.norm(heard[part])
            unit = heard[part] / length
            likeness = float(unit @ self._target[part])
            loss -= weight * likeness
            pull[part] = -weight * (self._target[part] - likeness * unit) / length
            at += size
        off = heard[-1] - self._target[-1]
        pull[-1] = 2 * self._aim.melody * off
        return loss + self._aim.melody * off**2, pull
