"""Latencies for the tools of HdrHistogram: `.hgrm`, the percentiles, and `.hlog`, second by second.

Written here and not by the Python port of HdrHistogram: that takes a C compiler on half of the
platforms that we run on, and records value by value. The port reads these files back in the tests.

The histograms hold ns with 3 significant digits. Each of their buckets is one or two whole buckets
of `analysis.histogram`, so they are what recording every line would have made.

Source: https://github.com/HdrHistogram/HdrHistogram, the V2 encoding, its percentile iterator and
its log format 1.3.
"""

import base64
import math
import re
import struct
import zlib
from datetime import UTC, datetime

import numpy as np

from analysis import window
from analysis.histogram import Float64, Histogram, lowest_ns
from analysis.record import Int64
from analysis.run import Run
from loadgen.units import NS_PER_MS, NS_PER_S

DIGITS = 3
_BITS = 10  # buckets are this many bits fine from here on, and 1 ns wide below
_HALF = 1 << _BITS
_LEAST_RANGE_NS = 3600 * NS_PER_S  # the same for all, so that readers can add them up
_COOKIE, _COMPRESSED_COOKIE = 0x1C849313, 0x1C849314
_PAYLOAD, _WRAPPER = struct.Struct(">iiiiqqd"), struct.Struct(">ii")
_TICKS = 5  # percentiles told in each half of the way that is left to 100
_MOST_INTERVALS = 300
_SEVEN_BITS = 0x7F


class UnrecordableError(ValueError):
    """Latencies that an HdrHistogram has no place for; the message says which, in one line."""


def hgrm(histogram: Histogram) -> str:
    """The percentiles in HdrHistogram's own text format, ms.

    Args:
        histogram: latencies, ns; of one run, or of several merged.

    Raises:
        UnrecordableError: if there are none, or lost or negative ones among them: without these
            every percentile would be wrong.
    """
    index, count = _counts(histogram)
    upto, highest_ms = np.cumsum(count), _highest_ns(index) / NS_PER_MS
    total = int(upto[-1])
    rows = [f"{'Value':>12} {'Percentile':>14} {'TotalCount':>10} {'1/(1-Percentile)':>14}\n"]
    percentiles = 100.0 * upto / total
    level, place = 0.0, -1
    while place < len(index) - 1:
        place = int(np.searchsorted(percentiles, level))
        inverse = 1 / (1 - level / 100)
        rows.append(_percentile(highest_ms[place], level, upto[place]) + f" {inverse:14.2f}")
        ticks = _TICKS * 2 ** (int(math.log(100 / (100 - level)) / math.log(2)) + 1)
        level += 100 / ticks
    rows.append(_percentile(highest_ms[-1], 100, total))
    mean_ms, deviation_ms = _moments_ms(index, count)
    buckets = int(_index_of(np.array([_range_ns(index)]))[0]) // _HALF
    rows += [
        f"#[Mean    = {mean_ms:12.3f}, StdDeviation   = {deviation_ms:12.3f}]",
        f"#[Max     = {highest_ms[-1]:12.3f}, Total count    = {total:12d}]",
        f"#[Buckets = {buckets:12d}, SubBuckets     = {2 * _HALF:12d}]",
    ]
    return "\n".join(rows) + "\n"


def hlog(run: Run) -> str:
    """An interval log: a histogram of the measured lines for each second in which they were due.

    Of a run of more than five minutes an interval is as many whole seconds as make up to 300.

    Args:
        run: an analysed run; its cell's name is the tag.

    Raises:
        UnrecordableError: if no line was measured, or one of them is lost or has a negative
            latency.
    """
    name, repeat = str(run.summary["name"]), run.summary["repeat"]
    within = window.measured(run.record)
    first_ns, end_ns = (within.since_ns, within.until_ns) if within else (0, 0)
    range_ns = _range_ns(_counts(run.measured.latency.histogram())[0])
    start_s = f"{first_ns / NS_PER_S:.6f}"
    begun = datetime.fromtimestamp(first_ns // NS_PER_S, UTC)
    rows = [
        "#[Histogram log format version 1.3]",
        f"#[{name}, run {repeat}: from when a line was due to its result visible, ns]",
        f"#[BaseTime: {start_s} (seconds since epoch)]",
        f"#[StartTime: {start_s} (seconds since epoch), {begun.isoformat()}]",
        '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ]
    tag = re.sub(r"[\s,]+", "_", name)
    step_ns = -(-(end_ns - first_ns) // (_MOST_INTERVALS * NS_PER_S)) * NS_PER_S or NS_PER_S
    for since_ns in range(first_ns, end_ns, step_ns):
        until_ns = min(since_ns + step_ns, end_ns)
        index, count = _placed(run.measured.within(since_ns, until_ns).latency.histogram())
        offset_s, length_s = (ns / NS_PER_S for ns in (since_ns - first_ns, until_ns - since_ns))
        most_ms = float(_highest_ns(index).max(initial=0)) / NS_PER_MS
        blob = _encoded(index, count, range_ns)
        rows.append(f"Tag={tag},{offset_s:.3f},{length_s:.3f},{most_ms:.3f},{blob}")
    return "\n".join(rows) + "\n"


def _counts(histogram: Histogram) -> tuple[Int64, Int64]:
    """Indices in HdrHistogram's array of counts, ascending, and their counts, int64[n].

    Raises:
        UnrecordableError: if it can't hold them, or there are none.
    """
    if not histogram.samples:
        raise UnrecordableError("no line was measured")
    if histogram.lost:
        raise UnrecordableError(
            f"{histogram.lost:,} of {histogram.samples:,} lines are lost, and an HdrHistogram has "
            "no place for what never ended: without them every percentile would be too low"
        )
    negative = int(histogram.count[histogram.bucket < 0].sum())
    if negative:
        raise UnrecordableError(
            f"{negative:,} of {histogram.samples:,} lines have a latency below 0, and an "
            "HdrHistogram has no place for that"
        )
    return _placed(histogram)


def _placed(histogram: Histogram) -> tuple[Int64, Int64]:
    index, where = np.unique(_index_of(lowest_ns(histogram.bucket)), return_inverse=True)
    count = np.zeros(len(index), np.int64)
    np.add.at(count, where, histogram.count)
    return index, count


def _index_of(values_ns: Int64) -> Int64:
    """Where HdrHistogram counts values, int64[n].

    Args:
        values_ns: not below 0; with at most 53 significant bits, as a bucket's lowest value has.
    """
    _, bits = np.frexp(values_ns.astype(np.float64))
    shift = np.maximum(bits.astype(np.int64) - 1 - _BITS, 0)
    index: Int64 = shift * _HALF + (values_ns >> shift)
    return index


def _highest_ns(index: Int64) -> Int64:
    """The highest value that is counted there, which HdrHistogram tells for all of them."""
    shift = np.maximum(index // _HALF - 1, 0)
    highest: Int64 = ((index - shift * _HALF + 1) << shift) - 1
    return highest


def _range_ns(index: Int64) -> int:
    return max(_LEAST_RANGE_NS, int(_highest_ns(index[-1:])[0]))


def _moments_ms(index: Int64, count: Int64) -> tuple[float, float]:
    """Mean and standard deviation as HdrHistogram has them, from the middles of its buckets."""
    shift = np.maximum(index // _HALF - 1, 0)
    middle_ms: Float64 = (_highest_ns(index) + 1 - ((1 << shift) + 1) // 2) / NS_PER_MS
    mean_ms = float(np.average(middle_ms, weights=count))
    variance = float(np.average((middle_ms - mean_ms) ** 2, weights=count))
    return mean_ms, math.sqrt(variance)


def _percentile(value_ms: float, level: float, upto: int) -> str:
    return f"{value_ms:12.3f} {level / 100:.12f} {upto:10d}"


def _encoded(index: Int64, count: Int64, range_ns: int) -> str:
    """A histogram in the compressed V2 encoding, base64: counts, and runs of zeros as -length."""
    words = bytearray()
    zeros = np.diff(index, prepend=-1) - 1
    for gap, lines in zip(zeros.tolist(), count.tolist(), strict=True):
        if gap:
            words += _word(-gap)
        words += _word(lines)
    payload = _PAYLOAD.pack(_COOKIE, len(words), 0, DIGITS, 1, range_ns, 1.0) + words
    packed = zlib.compress(payload)
    return base64.b64encode(_WRAPPER.pack(_COMPRESSED_COOKIE, len(packed)) + packed).decode()


def _word(number: int) -> bytes:
    """A number as ZigZag LEB128: 0, -1, 1, -2 are 0, 1, 2, 3, seven bits a byte, the low first."""
    left = 2 * number if number >= 0 else -2 * number - 1
    word = bytearray()
    while left > _SEVEN_BITS:
        word.append(left & _SEVEN_BITS | _SEVEN_BITS + 1)
        left >>= 7
    word.append(left)
    return bytes(word)
