import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibration import truth
from benchmarks.engines.law import parse_law
from loadgen.schedule import Constant
from loadgen.units import NS_PER_MS, NS_PER_S

RUNS = st.tuples(
    st.sampled_from(["fixed:5ms", "uniform:50ms:20ms", "bimodal:20ms:1ms:15ms", "sizes:60:2ms"]),
    st.floats(1, 700),
    st.integers(1, 900),
    st.integers(0, 500),
)


@given(run=RUNS)
def test_each_line_is_looked_up_one_by_one(run: tuple[str, float, int, int]) -> None:
    law, rate, ms, warm_ms = run
    plan = Constant(rate, ms * NS_PER_MS)
    results = parse_law(law).results(plan)
    expected = []
    for line in range(plan.count):
        due_ns = plan.due_at(line)
        if due_ns >= warm_ms * NS_PER_MS:
            at_ns = next(
                at for lines, at in zip(results.lines, results.at_ns, strict=True) if lines > line
            )
            expected.append(int(at_ns) - due_ns)
    took_ns = truth.latencies_ns(results.lines, results.at_ns, plan, warm_ms * NS_PER_MS)
    assert took_ns.tolist() == expected


@given(values=st.lists(st.integers(0, 10**12), min_size=1, max_size=300))
def test_percentiles_are_by_nearest_rank(values: list[int]) -> None:
    figures = truth.figures_ms(np.array(values))
    ordered = sorted(values)
    assert tuple(figures) == truth.FIGURES
    for name, share in (("p50", 50), ("p90", 90), ("p99", 99)):
        assert figures[name] == ordered[math.ceil(len(ordered) * share / 100) - 1] / NS_PER_MS
    assert figures["max"] == ordered[-1] / NS_PER_MS
    assert math.isclose(figures["mean"], sum(values) / len(values) / NS_PER_MS, abs_tol=1e-9)


def test_a_law_of_even_spread_has_the_figures_of_one() -> None:
    plan = Constant(1000, 10 * NS_PER_S)
    results = parse_law("uniform:500ms:120ms").results(plan)
    figures = truth.figures_ms(truth.latencies_ns(results.lines, results.at_ns, plan, 5 * NS_PER_S))
    assert figures == {"mean": 369.5, "p50": 369, "p90": 569, "p99": 614, "max": 619}
