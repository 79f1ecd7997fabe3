"""Student's t: how many standard errors an interval reaches to either side.

The tails hold I_x(v/2, 1/2) with x = v / (v + t^2), where I is the regularised incomplete beta
function (Abramowitz and Stegun, 26.5.27), by its continued fraction in Lentz's way (Numerical
Recipes, 6.4). Degrees of freedom may be broken numbers: Welch's are.
"""

import math

_HALVINGS = 60  # down to 1e-18
_EXACT = 1e-14


def reach(level: float, degrees: float) -> float:
    """The t that a share of Student's distribution lies within, on both sides of 0.

    Args:
        level: that share, above 0 and below 1.
        degrees: degrees of freedom, 1 or more.
    """
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        x = (low + high) / 2
        if _incomplete_beta(x, degrees / 2, 0.5) < 1 - level:
            low = x
        else:
            high = x
    return math.sqrt(degrees * (1 - high) / high)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b), regularised; x above 0 and below 1."""
    if x > (a + 1) / (a + b + 2):  # beyond, the fraction of the other tail converges sooner
        return 1 - _incomplete_beta(1 - x, b, a)
    scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(scale + a * math.log(x) + b * math.log1p(-x)) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value, factor, m = d, 0.0, 0
    while abs(factor - 1) > _EXACT:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / (1 + term * d)
            c = 1 + term / c
            factor = c * d
            value *= factor
    return value
