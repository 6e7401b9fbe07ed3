"""How far people who code the same things agree, beyond what chance alone would give; pure arithmetic.

- percent agreement: the share of things that both put into one class;
- Cohen's kappa: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960):
  (observed - expected) / (1 - expected), expected from how often each of the two uses each class;
- Krippendorff's alpha: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections C and E:
  1 - observed disagreement / expected disagreement, for any number of people and with values missing. Of two classes the
  difference is 1 (``nominal``), of two figures it is the square of theirs (``interval``);
- the interval of a share: E. B. Wilson, Journal of the American Statistical Association 22 (1927), as R. G. Newcombe,
  Statistics in Medicine 17 (1998), method 3 writes it out.

A coefficient that divides by nothing (everybody always said one and the same) is ``None``: nothing was there to disagree on.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Metric = Literal["nominal", "interval"]
Pair = tuple[Hashable, Hashable]

Z_95 = 1.959963984540054
"""The normal deviate of a 95 % interval."""


@dataclass(frozen=True)
class Agreement:
    """What two people's pairs of values come to: ``n`` pairs, ``same`` of them alike; a coefficient may be undefined."""

    n: int
    same: int
    kappa: float | None
    alpha: float | None

    @property
    def percent(self) -> float | None:
        """Share of pairs that are alike, 0 to 1; ``None`` without a pair."""
        return self.same / self.n if self.n else None


def agree(
    pairs: Sequence[Pair], metric: Metric = "nominal", figure: Callable[[Hashable], float | None] | None = None
) -> Agreement:
    """Pairs of values, one of each person -> how far they agree.

    For ``interval``, ``figure`` gives the number of a value (``None``: it has none, alpha passes it over); kappa is of classes
    always. Raises ``ValueError`` for an interval without ``figure``.
    """
    if metric == "interval" and figure is None:
        raise ValueError("an interval needs the figure of each value")
    units = [[figure(a), figure(b)] for a, b in pairs] if metric == "interval" and figure else [list(pair) for pair in pairs]
    return Agreement(len(pairs), sum(a == b for a, b in pairs), cohen_kappa(pairs), krippendorff_alpha(units, metric))


def cohen_kappa(pairs: Sequence[Pair]) -> float | None:
    """Pairs of classes, one of each of two people -> kappa, -1 to 1; ``None`` where chance alone gives full agreement."""
    if not pairs:
        return None
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    same = sum(a == b for a, b in pairs)
    chance = sum(first[name] * second[name] for name in first)  # in n * n
    return (same * n - chance) / (n * n - chance) if chance != n * n else None


def krippendorff_alpha(units: Iterable[Sequence[Hashable | None]], metric: Metric = "nominal") -> float | None:
    """Things, each with the values that people gave it (``None``: gave none) -> alpha, at most 1; ``None`` where undefined.

    A thing with fewer than two values has no say (2011, step 2). Figures of ``interval`` are numbers.
    """
    paired = [given for unit in units if len(given := [value for value in unit if value is not None]) > 1]
    every = [value for given in paired for value in given]
    n = len(every)
    if n < 2:
        return None
    spread: Callable[[Sequence[Hashable]], float] = _classes_apart if metric == "nominal" else _figures_apart
    observed = sum(spread(given) / (len(given) - 1) for given in paired)
    expected = spread(every) / (n - 1)
    return 1 - observed / expected if expected else None


def _classes_apart(values: Sequence[Hashable]) -> float:
    """Values -> the number of ordered pairs of them that differ."""
    return len(values) ** 2 - sum(count * count for count in Counter(values).values())


def _figures_apart(values: Sequence[Hashable]) -> float:
    """Figures -> the sum of the squared differences of all ordered pairs of them."""
    # From their mean, since squares of large figures would lose what is small.
    figures = [float(value) for value in values]  # type: ignore[arg-type]
    mean = math.fsum(figures) / len(figures)
    return 2 * len(figures) * math.fsum((figure - mean) ** 2 for figure in figures) if len(set(figures)) > 1 else 0.0


def wilson(hits: int, n: int, z: float = Z_95) -> tuple[float, float] | None:
    """How many of ``n`` -> the interval that holds the true share, of 95 % unless ``z`` says otherwise; ``None`` without n."""
    if not n:
        return None
    share = hits / n
    middle = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    # Rounding must not carry an end past nought or one, nor the share out of its own interval.
    return max(0.0, min(share, (middle - reach) / whole)), min(1.0, max(share, (middle + reach) / whole))
