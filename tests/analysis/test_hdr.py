import base64
import math
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import hdr
from analysis.hdr import UnrecordableError
from analysis.histogram import Histogram, merged
from analysis.run import Run
from analysis.summary import analyse
from loadgen.units import NS_PER_MS, NS_PER_S
from tests.analysis.synthetic import Made, write_run

HOUR_NS = 3600 * NS_PER_S
VALUES = st.lists(st.integers(0, 10**13), min_size=1, max_size=200)

# What HdrHistogram 2.2.2 for Java says of 60 values: new Histogram(HOUR_NS, 3), each i from 1 to 60
# recorded as 100 i^4 ns, i % 7 + 1 times; outputPercentileDistribution(out, 1e6).
JAVA_HGRM = """\
       Value     Percentile TotalCount 1/(1-Percentile)

       0.000 0.000000000000          2           1.00
       0.130 0.100000000000         27           1.11
       2.075 0.200000000000         48           1.25
      13.033 0.300000000000         76           1.43
      39.092 0.400000000000         98           1.67
      92.406 0.500000000000        121           2.00
     118.620 0.550000000000        132           2.22
     187.433 0.600000000000        145           2.50
     256.115 0.650000000000        160           2.86
     282.591 0.700000000000        167           3.33
     448.004 0.750000000000        182           4.00
     488.112 0.775000000000        188           4.44
     531.104 0.800000000000        195           5.00
     625.476 0.825000000000        198           5.71
     731.382 0.850000000000        205           6.67
     789.053 0.875000000000        210           8.00
     850.395 0.887500000000        216           8.89
     850.395 0.900000000000        216          10.00
     915.407 0.912500000000        223          11.43
     915.407 0.925000000000        223          13.33
     983.564 0.937500000000        224          16.00
    1055.916 0.943750000000        226          17.78
    1132.462 0.950000000000        229          20.00
    1132.462 0.956250000000        229          22.86
    1212.154 0.962500000000        233          26.67
    1212.154 0.968750000000        233          32.00
    1212.154 0.971875000000        233          35.56
    1212.154 0.975000000000        233          40.00
    1212.154 0.978125000000        233          45.71
    1296.040 0.981250000000        238          53.33
    1296.040 1.000000000000        238
#[Mean    =      267.699, StdDeviation   =      354.888]
#[Max     =     1296.040, Total count    =          238]
#[Buckets =           32, SubBuckets     =         2048]
"""
# The same from encodeIntoCompressedByteBuffer.
JAVA_BLOB = (
    "HISTFAAAAM54nC2IMWsCQRBGd76dGzfjuhAkiGBtnX+Qzv8lpAtBDkkpprnKIgiKaeSQIMEiiKSQw8pCrrCx"
    "EZEgxmBe8x6v9tguG2MG5or9N12ycf/+ah521/FJPKzIvO56VU3v/PNtWJSwLPJZZaxuU9DkxrckpAWcIl5G"
    "shUXs+bsv6PQZKwt91gO7H6gsfUfNhwtppaHkAx/s2v9zIYzoQVOICncCrqHTxAyQk58IHmC60Df4KcIE8KI"
    "eELyRS4jzcnvKTSBGNwneSHXIf0F1AM2AQ=="
)


def sixty() -> Histogram:
    i = np.arange(1, 61)
    return Histogram.of(np.repeat(i**4 * 100, i % 7 + 1))


def blob_of(histogram: Histogram) -> str:
    index, count = hdr._counts(histogram)
    return hdr._encoded(index, count, hdr._range_ns(index))


def payload(blob: str) -> bytes:
    return zlib.decompress(base64.b64decode(blob)[8:])


def percentiles(text: str) -> list[tuple[float, float, int]]:
    """Value in ms, share, and lines up to it, of each row."""
    rows = [line.split() for line in text.splitlines()[2:] if not line.startswith("#")]
    return [(float(row[0]), float(row[1]), int(row[2])) for row in rows]


@pytest.fixture(scope="module")
def port() -> Any:
    """HdrHistogram's Python port, where there are wheels of it."""
    return pytest.importorskip("hdrh.histogram")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    made = Made(rate=500.0, warmup="2s", duration="8500ms")
    return analyse(write_run(tmp_path_factory.mktemp("hdr") / "run", made))


def intervals(path: Path, text: str) -> list[Any]:
    log = pytest.importorskip("hdrh.log")
    path.write_text(text)
    reader = log.HistogramLogReader(str(path), None)
    found = []
    while (one := reader.get_next_interval_histogram()) is not None:
        found.append(one)
    reader.close()
    return found


def test_percentiles_are_written_as_hdrhistogram_itself_writes_them() -> None:
    assert hdr.hgrm(sixty()) == JAVA_HGRM


def test_a_histogram_is_encoded_as_hdrhistogram_itself_encodes_it() -> None:
    assert payload(blob_of(sixty())) == payload(JAVA_BLOB)


@given(VALUES)
def test_the_encoded_histogram_is_the_one_that_recording_every_line_makes(
    port: Any, values: list[int]
) -> None:
    recorded = port.HdrHistogram(1, max(HOUR_NS, *values), 3)
    for value in values:
        recorded.record_value(value)
    read = port.HdrHistogram.decode(blob_of(Histogram.of(np.array(values, np.int64))))
    shorter = min(recorded.counts_len, read.counts_len)
    assert read.counts[:shorter] == recorded.counts[:shorter]
    assert read.get_total_count() == sum(read.counts[:shorter]) == len(values)
    assert read.get_max_value() == recorded.get_max_value()


@given(VALUES)
def test_no_percentile_is_below_the_exact_one_nor_more_than_a_thousandth_above(
    values: list[int],
) -> None:
    ordered = sorted(values)
    rows = percentiles(hdr.hgrm(Histogram.of(np.array(values, np.int64))))
    assert rows[0][1] == 0
    assert rows[-1][1:] == (1, len(values))
    half_a_us = 0.0005 + 1e-9  # as it is printed
    for value_ms, share, upto in rows:
        exact_ms = ordered[max(math.ceil(share * len(values) - 1e-6), 1) - 1] / NS_PER_MS
        assert exact_ms - half_a_us <= value_ms <= exact_ms * (1 + 1 / 1024) + half_a_us
        surely, maybe = (
            sum(value / NS_PER_MS <= value_ms + off for value in values)
            for off in (-half_a_us, half_a_us)
        )
        assert surely <= upto <= maybe


def test_repeats_are_merged_before_percentiles_are_taken() -> None:
    fast, slow = (
        Histogram.of(np.arange(1, 100) * 10_000),
        Histogram.of(np.arange(100, 201) * 10_000),
    )
    assert hdr.hgrm(merged([fast, slow])) == hdr.hgrm(Histogram.of(np.arange(1, 201) * 10_000))


@pytest.mark.parametrize(
    ("histogram", "reason"),
    [
        (Histogram.of(np.empty(0, np.int64)), "no line was measured"),
        (Histogram.of(np.arange(5), lost=2), "2 of 7 lines are lost"),
        (Histogram.of(np.empty(0, np.int64), lost=1), "1 of 1 lines are lost"),
        (Histogram.of(np.arange(-3, 5)), "3 of 8 lines have a latency below 0"),
    ],
)
def test_what_it_has_no_place_for_is_not_written_without(histogram: Histogram, reason: str) -> None:
    with pytest.raises(UnrecordableError, match=reason) as why:
        hdr.hgrm(histogram)
    assert "\n" not in str(why.value)


def test_the_log_has_an_interval_for_each_second_of_the_window(tmp_path: Path, run: Run) -> None:
    read = intervals(tmp_path / "one.hlog", hdr.hlog(run))
    window = run.record.info["window"]
    assert len(read) == 7
    assert [one.get_total_count() for one in read] == [500] * 6 + [250]
    assert {one.get_tag() for one in read} == {"structured-socket-default"}
    begins_ms = [one.get_start_time_stamp() for one in read]
    first_ms = window["warm_ns"] / NS_PER_MS
    assert begins_ms == pytest.approx([first_ms + 1000 * k for k in range(7)], abs=0.01)
    assert read[-1].get_end_time_stamp() == pytest.approx(window["end_ns"] / NS_PER_MS, abs=0.01)


def test_the_intervals_add_up_to_the_run(tmp_path: Path, port: Any, run: Run) -> None:
    read = intervals(tmp_path / "one.hlog", hdr.hlog(run))
    whole = port.HdrHistogram(1, HOUR_NS, 3)
    for one in read:
        whole.add(one)
    assert list(whole.counts) == list(
        port.HdrHistogram.decode(blob_of(run.measured.latency.histogram())).counts
    )


def test_an_interval_tells_its_slowest_line_in_ms(run: Run) -> None:
    rows = re.findall(r"^Tag=.*$", hdr.hlog(run), re.MULTILINE)
    slowest_ms = max(float(row.split(",")[3]) for row in rows)
    exact_ms = run.summary["latency_ms"]["max"]
    assert exact_ms - 0.001 <= slowest_ms <= exact_ms * (1 + 1 / 1024) + 0.001


def test_a_second_in_which_no_line_was_due_is_there_and_empty(tmp_path: Path) -> None:
    made = Made(rate=0.5, warmup="2s", duration="12s")
    read = intervals(tmp_path / "slow.hlog", hdr.hlog(analyse(write_run(tmp_path / "run", made))))
    counts = [one.get_total_count() for one in read]
    assert len(counts) == 10
    assert sum(counts) == 5
    assert 0 in counts


def test_a_tag_has_no_space_and_no_comma(run: Run) -> None:
    named = replace(run, summary=dict(run.summary) | {"name": "a cell, of mine"})
    assert "\nTag=a_cell_of_mine,0.000,1.000," in hdr.hlog(named)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (Made(rate=100.0, lose=3), "3 of 1,000 lines are lost"),
        (Made(rate=100.0, killed_at=0.1), "no line was measured"),
    ],
)
def test_a_run_that_lost_lines_or_measured_none_has_no_log(
    tmp_path: Path, made: Made, reason: str
) -> None:
    run = analyse(write_run(tmp_path / "run", made))
    with pytest.raises(UnrecordableError, match=reason):
        hdr.hlog(run)
