"""How sure a figure is: intervals of quantiles, differences of cells, the noise of no difference.

    sample      the histograms of one cell, a run or a block each: what is resampled
    bootstrap   the quantiles of resamples
    estimate    a quantile with its standard error
    student     how many standard errors make an interval
    interval    an estimate with its bounds
    gap         how far apart two estimates are
    difference  how many times faster one cell is than another, and whether to say so
    chance      that a line of one cell is faster than one of another
    figures     how many times one set of runs' figures is another
    noise       what pairs of the same cell differ by
    sentence    all that in words

Latencies are compared by ratios, so all reckoning is on their logarithms.
"""
