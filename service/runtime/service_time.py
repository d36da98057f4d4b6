"""How long a request will take, going by those that were served before it."""

from __future__ import annotations

_FIRST_GUESS_SECONDS = 1.0
_NEWEST_SHARE = 0.2
"""Weight of the newest request: the last ten make up nine tenths of what is known."""
_LEAST_SPREAD = 0.25
"""Of sizes, as a share of their mean square: among requests of nearly one size, what one took longer than another says
little of what a much larger one takes. Below the mean it is left away, so that a small one is not taken for larger."""


class ServiceTime:
    """The seconds of a request by its tokens: a line through those that were served, the newest of which weigh most.

    Where all were of one size, it is level. Source: Hoerl and Kennard, Ridge Regression (1970), with one regressor.
    """

    def __init__(self) -> None:
        self._served = False
        self._mean_tokens, self._mean_seconds = 0.0, _FIRST_GUESS_SECONDS
        self._variance, self._covariance = 0.0, 0.0

    @property
    def is_known(self) -> bool:
        """Whether any request was served; before that it is a guess."""
        return self._served

    def observe(self, tokens: int, seconds: float) -> None:
        """Takes note of what a request of so many tokens took."""
        if not self._served:
            self._served, self._mean_tokens, self._mean_seconds = True, float(tokens), seconds
            return
        more_tokens, more_seconds = tokens - self._mean_tokens, seconds - self._mean_seconds
        self._mean_tokens += _NEWEST_SHARE * more_tokens
        self._mean_seconds += _NEWEST_SHARE * more_seconds
        kept = 1 - _NEWEST_SHARE
        self._variance = kept * (self._variance + _NEWEST_SHARE * more_tokens**2)
        self._covariance = kept * (self._covariance + _NEWEST_SHARE * more_tokens * more_seconds)

    def estimate(self, tokens: int) -> float:
        """The seconds that a request of so many tokens will take, about; rather too few than too many."""
        more_tokens = tokens - self._mean_tokens
        spread = self._variance + (_LEAST_SPREAD * self._mean_tokens**2 if more_tokens > 0 else 0.0)
        seconds_per_token = max(0.0, self._covariance / spread) if spread else 0.0
        return max(0.0, self._mean_seconds + seconds_per_token * more_tokens)
