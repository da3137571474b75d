"""Exact limits of a rate whose counts are binomial."""

from collections.abc import Sequence

import numpy as np

from cchc.model.imports import bare

# two functions: the whole of scipy.special takes longer to import than pages with them to draw
with bare("scipy.special"):
    from scipy.special._ufuncs import bdtrik, betainc


def exact_limit(theta: float, sizes: Sequence[float], p: float) -> np.ndarray:
    """Return the rate at each size below which a share p of samples lies, between counts
    interpolated (Spiegelhalter 2005).
    """
    n = np.asarray(sizes, float)
    if theta in (0, 1):
        return np.full(n.shape, float(theta))
    # the paper asks for the smallest r with P(R <= r) > p; the inverse may end a step beside it
    r = np.clip(np.ceil(bdtrik(p, n, theta)), 0, n)
    r = np.where(_reach(r - 1, n, theta) > p, r - 1, r)
    r = np.where(_reach(r, n, theta) <= p, r + 1, r)
    below, reached = _reach(r - 1, n, theta), _reach(r, n, theta)
    return np.clip((r - (reached - p) / (reached - below)) / n, 0, 1)


def _reach(r: np.ndarray, n: np.ndarray, theta: float) -> np.ndarray:
    """Return P(R <= r) of the binomial distribution, as an incomplete beta function: any size, in
    the same time.
    """
    inside = np.clip(r, 0, n - 1)
    return np.where(
        r < 0, 0.0, np.where(r >= n, 1.0, betainc(n - inside, inside + 1, 1 - theta))
    )
