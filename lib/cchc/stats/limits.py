"""The statistics behind the charts: funnel limits, control limits.

Rates are fractions (0.97) here; the charts turn them into percentages.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .intervals import standard_errors

OVER_100, NO_COUNT = "over_100", "no_figure"


@dataclass(frozen=True)
class Funnel:
    """Units compared with their common rate, the size of each taken into account.

    `units` has name, numerator, denominator, rate, z, z_adjusted, outside (0, 95 or 99.8), side
    (-1, 0, 1) and small; `excluded` has the rows that could not take part, with `reason` over_100
    or no_figure.
    """

    units: pd.DataFrame
    excluded: pd.DataFrame
    theta: float
    phi: float
    phi_crit: float
    tau2: float
    adjusted: bool
    minimum: int

    def exact_limits(self, sizes: Sequence[float], level: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the binomial limits at each size, interpolated between counts (Spiegelhalter
        2005).
        """
        # imported here: scipy takes longer to load than a check of a quarter that needs none of it
        from .binomial import exact_limit

        tail = (1 - level) / 2
        return exact_limit(self.theta, sizes, tail), exact_limit(self.theta, sizes, 1 - tail)

    def adjusted_limits(
        self, sizes: Sequence[float], level: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the limits widened by the additive over-dispersion tau2 (Spiegelhalter 2005b)."""
        spread = standard_errors(level) * np.sqrt(1 / (4 * np.asarray(sizes, float)) + self.tau2)
        angle = math.asin(math.sqrt(self.theta))
        # Past a right angle the square of the sine would come down again.
        low, high = (
            np.sin(np.clip(angle + sign * spread, 0, math.pi / 2)) ** 2 for sign in (-1, 1)
        )
        return low, high

    def limits(self, sizes: Sequence[float], level: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the limits the units are judged by: widened when the spread calls for it."""
        return (self.adjusted_limits if self.adjusted else self.exact_limits)(sizes, level)


def funnel(frame: pd.DataFrame, minimum: int = 10, trim: float = 0.1) -> Funnel:
    """Compare the rates numerator/denominator of a frame with columns name, numerator, denominator.

    Rates over 100 % are left out of the estimation and returned as excluded; so are rows without a
    figure. Limits are widened only if phi > 1 + 2*sqrt(2/I). Units below `minimum` are not judged.
    """
    rows = frame[["name", "numerator", "denominator"]].reset_index(drop=True)
    rows = rows.assign(**{c: as_floats(rows[c]) for c in ("numerator", "denominator")})
    unknown = rows.numerator.isna() | ~(rows.denominator > 0) | (rows.numerator < 0)
    over = ~unknown & (rows.numerator > rows.denominator)
    excluded = rows[unknown | over].assign(
        reason=np.where(over, OVER_100, NO_COUNT)[unknown | over]
    )
    units = rows[~(unknown | over)].copy()
    count, x, n = len(units), units.numerator.to_numpy(), units.denominator.to_numpy()
    theta = float(x.sum() / n.sum()) if count else math.nan
    variance = 1 / (4 * n)
    distance = np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(theta))
    z = distance / np.sqrt(variance)
    phi = phi_crit = math.nan
    tau2 = 0.0
    if count > 1:
        phi = float((np.clip(z, *np.quantile(z, [trim, 1 - trim])) ** 2).mean())
        phi_crit = 1 + 2 * math.sqrt(2 / count)
        weight = 1 / variance
        excess = (count * phi - (count - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
        tau2 = max(0.0, float(excess))
    units = units.assign(rate=x / n, z=z, z_adjusted=distance / np.sqrt(variance + tau2))
    result = Funnel(units, excluded, theta, phi, phi_crit, tau2, bool(phi > phi_crit), minimum)
    return _judge(result)


def _judge(found: Funnel) -> Funnel:
    units, size = found.units, found.units.denominator.to_numpy()
    outside, side = np.zeros(len(units)), np.zeros(len(units), int)
    small = size < found.minimum
    for level in (0.95, 0.998):
        low, high = found.limits(size, level) if len(units) else (np.array([]), np.array([]))
        here = np.where(units.rate < low, -1, np.where(units.rate > high, 1, 0)) * ~small
        outside = np.where(here != 0, 100 * level, outside)
        side = np.where(here != 0, here, side)
    return replace(found, units=units.assign(outside=outside, side=side, small=small))


@dataclass(frozen=True)
class Control:
    """A run of values with its centre, its limits (one pair per point) and the signal at each
    point.

    Limits are None below 8 points: a run chart says less than it seems to with so few. `trial`
    marks limits that rest on fewer than 13 points. Signals: outside, trend, two_of_three, shift or
    "".
    """

    values: tuple[float, ...]
    centre: float
    low: tuple[float, ...] | None
    high: tuple[float, ...] | None
    signals: tuple[str, ...]
    trial: bool


def xmr(values: Sequence[float], screen: bool = True) -> Control:
    """Return the natural limits of single values from their moving ranges: mean -+ 2.66 mean range.

    With `screen`, ranges of 3.267 mean ranges or more are dropped once before the limits are set,
    as NHSRplotthedots does; its Excel tool does not.
    """
    x = np.asarray(values, float)
    ranges = np.abs(np.diff(x))
    if screen and len(ranges) and ranges.mean() > 0:
        ranges = ranges[ranges < 3.267 * ranges.mean()]
    width = 2.66 * ranges.mean() if len(ranges) else 0.0
    return _control(x, x.mean(), np.full(len(x), width / 3), None)


def laney_p(x: Sequence[float], n: Sequence[float]) -> Control:
    """Return Laney's P' limits for proportions of large, changing wholes, kept within 0 and 1."""
    part, whole = np.asarray(x, float), np.asarray(n, float)
    centre = part.sum() / whole.sum()
    sigma = np.sqrt(centre * (1 - centre) / whole)
    if not centre * (1 - centre) > 0 or len(part) < 2:
        return _control(part / whole, centre, sigma, (0.0, 1.0))
    between = np.abs(np.diff((part / whole - centre) / sigma)).mean() / 1.128
    return _control(part / whole, centre, sigma * between, (0.0, 1.0))


def _control(
    x: np.ndarray, centre: float, sigma: np.ndarray, bounds: tuple[float, float] | None
) -> Control:
    # a mean of equal values may miss them by its last bit: they would all lie on one side of it
    centre = float(f"{centre:.12g}")
    low, high = centre - 3 * sigma, centre + 3 * sigma
    if bounds:
        low, high = np.clip(low, *bounds), np.clip(high, *bounds)
    if len(x) < 8:
        return Control(tuple(x.tolist()), float(centre), None, None, ("",) * len(x), True)
    signals = _signals(x, centre, sigma, low, high)
    return Control(
        tuple(x.tolist()),
        float(centre),
        tuple(low.tolist()),
        tuple(high.tolist()),
        signals,
        len(x) < 13,
    )


def _signals(x, centre, sigma, low, high) -> tuple[str, ...]:
    """Name the first rule of NHSRplotthedots that holds at each point, in its order of
    precedence.
    """
    side = np.sign(x - centre)
    outer = np.where(np.abs(x - centre) > 2 * sigma, side, 0)
    step = np.sign(np.diff(x))
    found = [""] * len(x)
    for sign in (1, -1):
        _mark(found, "shift", 7, lambda i, s=sign: (side[i : i + 7] == s).all())
    for sign in (1, -1):
        near = outer == sign
        starts = [i for i in range(len(x) - 2) if near[i : i + 3].sum() >= 2]
        for j in {j for i in starts for j in range(i, i + 3) if near[j]}:
            found[j] = "two_of_three"
    for sign in (1, -1):
        _mark(found, "trend", 7, lambda i, s=sign: (step[i : i + 6] == s).all())
    _mark(found, "outside", 1, lambda i: x[i] < low[i] or x[i] > high[i])
    return tuple(found)


def _mark(found: list[str], name: str, span: int, holds) -> None:
    for i in range(len(found) - span + 1):
        if holds(i):
            found[i : i + span] = [name] * span


def as_floats(series: pd.Series) -> pd.Series:
    """Return numbers, Decimals or missing values as floats with NaN; nothing missing becomes 0."""
    return pd.to_numeric(series.map(lambda v: math.nan if pd.isna(v) else float(v)), errors="raise")
