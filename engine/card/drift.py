"""How much faster or slower than the station's clock a card plays, from how much sound is in hand.

A proportional and integral loop on the smoothed error: critically damped with both gains as they are (K. J. Åström and
R. M. Murray, "Feedback Systems", chapter 11). It begins at nothing, and stays there as long as the error is within what
late and early calls make it: then every sample is played as it is. It comes back to nothing where there is nothing left
to correct, as behind a card that was held up once."""

import math

SMOOTH = 2.0  # seconds over which single calls, early and late, are averaged
PROPORTIONAL = 0.1  # a second: an error goes with a time constant of twenty
INTEGRAL = PROPORTIONAL**2 / 4
QUIET = 0.002  # seconds of error that call for nothing
CALM, CALM_SECONDS = 2e-6, 10.0  # a correction that is as small for as long is none
MOST = 0.001  # 1.7 cents, which nobody hears; crystals are within a tenth of that


class Drift:
    """``correction``: by what share to read faster; exactly 0 until there is something to correct."""

    def __init__(self) -> None:
        self.correction = 0.0
        self._error = 0.0  # smoothed
        self._sum = 0.0
        self._known = 0.0  # seconds that it is smoothed over by now
        self._calm = 0.0  # seconds that the correction has been next to nothing

    def step(self, error: float, seconds: float) -> None:
        """``error``: seconds of sound in hand beyond what is wanted; ``seconds``: since the last step."""
        self._known = min(self._known + seconds, SMOOTH)
        self._error += (error - self._error) * (1.0 - math.exp(-seconds / max(self._known, seconds)))
        if self.correction == 0.0 and (self._known < SMOOTH or abs(self._error) < QUIET):
            return
        self._sum = max(-MOST, min(MOST, self._sum + INTEGRAL * self._error * seconds))
        self.correction = max(-MOST, min(MOST, PROPORTIONAL * self._error + self._sum))
        self._calm = self._calm + seconds if abs(self.correction) < CALM else 0.0
        if self._calm > CALM_SECONDS:
            self.correction = self._sum = self._calm = 0.0

    def again(self) -> None:
        """What was in hand is gone; how fast the card is, is still known."""
        self._error = self._known = 0.0
