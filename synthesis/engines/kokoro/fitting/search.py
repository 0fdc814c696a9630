"""Searches voice space for the point most like a person, corrected by measured candidates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from .speaker import Heard
from .voice_space import Point, VoiceSpace

Array = NDArray[np.float64]

NOISE = 0.19
"""The share of variance that differs between sentences of one voice, as learned by
bench/voices/space.py."""

FILTERED = 0.3
"""The share of variance by which the filter may shift all candidates."""


CLEAR = 0.2
"""Nats per token (see `VoiceSpace.clarity`): a little clearer than the average base voice."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The weights of the loss: `ge2e` and `campp` of each encoder's likeness; `timbre`, `prosody`
    and `turned` (pitch and formants) of squared deviations; `melody` of the squared distance from
    the person's pitch in octaves; `clarity` of the squared nats by which a language is less clear
    than `CLEAR`."""

    ge2e: float = 0.4
    campp: float = 0.6
    timbre: float = 0.0002
    prosody: float = 0.0005
    turned: float = 0.003
    melody: float = 4.0
    clarity: float = 0.05


class Predictor:
    """Predicts the sound of a point from measured points: a Gaussian process (Rasmussen and
    Williams 2006, ch. 2) around their mean, with one kernel for all features."""

    def __init__(self, relevance: Array, points: Array, heard: Array, own: int = 0):
        """`points` [n, 258] were measured as `heard` [n, m]. The last `own` of them are candidates,
        all measured through a filter."""
        self._relevance = relevance
        self._points = points * relevance
        self._mean = heard[: len(heard) - own].mean(0)
        apart = (self._points**2).sum(1)
        apart = apart[:, None] + apart - 2 * self._points @ self._points.T
        self._own = np.arange(len(points)) >= len(points) - own
        known = np.exp(-apart / 2) + FILTERED * np.outer(self._own, self._own)
        known += NOISE * np.eye(len(points))
        self._weights = np.linalg.solve(known, heard - self._mean)

    def at(self, point: Point) -> Array:
        """Predict the sound of a point as a candidate, [m]: includes the filter's effect if
        candidates were measured."""
        _, near = self._near(point)
        return self._predicted(near)

    def with_slope(
        self, point: Point, judge: Callable[[Array], tuple[float, Array]]
    ) -> tuple[float, Array]:
        """The value of `judge` for the prediction, and its gradient at the point, [258]. `judge`
        returns a value and its gradient by the prediction, [m].

        Backpropagates that gradient: computing the full Jacobian [258, m] took 25 times as long.
        """
        away, near = self._near(point)
        figure, pull = judge(self._predicted(near))
        return figure, -(near * (self._weights @ pull)) @ away * self._relevance

    def _near(self, point: Point) -> tuple[Array, Array]:
        """The offsets of the point from the measured points, [n, 258], and the kernel, [n]."""
        away: Array = point * self._relevance - self._points
        return away, np.exp(-(away**2).sum(1) / 2)

    def _predicted(self, near: Array) -> Array:
        predicted: Array = self._mean + (near + FILTERED * self._own) @ self._weights
        return predicted


class Search:
    """Finds the best point by prediction, and learns from measurements."""

    def __init__(self, space: VoiceSpace, target: Heard, aim: Aim, starts: Array):
        """`starts` [n, 258] are starting points, of which the best two are used."""
        self._space, self._aim = space, aim
        self._target = np.concatenate([target.ge2e, target.campp, [target.pitch]])
        self._parts = (
            (slice(0, len(target.ge2e)), aim.ge2e),
            (slice(len(target.ge2e), len(self._target) - 1), aim.campp),
        )
        half = len(space.middle) // 2
        self._cost = np.repeat([aim.timbre, aim.prosody, aim.turned], [half, half, 2])
        self._points, self._heard = space.points, space.heard
        self._own = 0
        self._predictor = Predictor(space.relevance, self._points, self._heard)
        # Candidates are not transcribed, so this predictor does not learn.
        self._clear = Predictor(space.relevance, space.points, space.clarity)
        self.starts = sorted(starts, key=lambda point: self._loss(point)[0])[:2]

    def next(self) -> Point:
        """The best point by prediction."""
        optima = [
            minimize(self._loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100})
            for start in self.starts
        ]
        point: Point = min(optima, key=lambda each: float(each.fun)).x
        return point

    def learn(self, point: Point, heard: Heard) -> None:
        """Add the measurement of a point."""
        predicted = np.concatenate([heard.ge2e, heard.campp, [heard.pitch]])
        self._points = np.concatenate([self._points, [point]])
        self._heard = np.concatenate([self._heard, [predicted]])
        self._own += 1
        self._predictor = Predictor(self._space.relevance, self._points, self._heard, self._own)
        self.starts = [self.starts[0], point]

    def best(self) -> tuple[Point, float]:
        """The best of the measured candidates, by the prediction from all measurements, and by how
        many octaves its pitch is too low."""
        if not self._own:
            raise ValueError("nothing was heard yet")
        point: Point = min(self._points[-self._own :], key=lambda each: self._loss(each)[0])
        predicted = self._predictor.at(point)
        return point, float(self._target[-1] - predicted[-1])

    def likeness(self, point: Point) -> list[float]:
        """The predicted cosines of GE2E and CAM++ at a point."""
        predicted = self._predictor.at(point)
        return [
            float(predicted[part] @ self._target[part] / np.linalg.norm(predicted[part]))
            for part, _ in self._parts
        ]

    def _loss(self, point: Point) -> tuple[float, Array]:
        unlike, slope = self._predictor.with_slope(point, self._judge)
        unclear, more = self._clear.with_slope(point, self._judge_clarity)
        loss = unlike + unclear + float(self._cost @ point**2)
        return loss, slope + more + 2 * self._cost * point

    def _judge_clarity(self, heard: Array) -> tuple[float, Array]:
        lacking = np.maximum(0, CLEAR - heard)
        return self._aim.clarity * float(lacking @ lacking), -2 * self._aim.clarity * lacking

    def _judge(self, heard: Array) -> tuple[float, Array]:
        """The loss from likeness and pitch, and its gradient by the prediction."""
        off = heard[-1] - self._target[-1]
        loss, pull = float(self._aim.melody * off**2), np.zeros(len(heard))
        pull[-1] = 2 * self._aim.melody * off
        for part, weight in self._parts:
            length = np.linalg.norm(heard[part])
            unit = heard[part] / length
            likeness = float(unit @ self._target[part])
            loss -= weight * likeness
            pull[part] = -weight * (self._target[part] - likeness * unit) / length
        return loss, pull
