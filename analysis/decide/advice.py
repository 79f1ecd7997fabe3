"""A recommendation in words."""

from collections.abc import Callable, Mapping, Sequence

from analysis.decide.candidate import P99, Candidate
from analysis.decide.headroom import Headroom
from analysis.decide.objective import Limit
from analysis.decide.recommend import Outcome, Recommendation
from analysis.plots.resource_use import format_cpu_s
from analysis.plots.scales import format_ms, format_per_s, format_range_ms
from analysis.stats.sample import Basis
from analysis.stats.sentence import format_times
from loadgen.units import format_duration

_SOURCES = {"socket": "from a socket", "files": "from files"}
_DEPRECATED = "DStreams are deprecated since Spark 3.4"
_WHOLE_FROM, _TENTHS_FROM = 10.0, 1.2


def headline(found: Recommendation, rooms: Sequence[Headroom]) -> str:
    """What to use, or what comes nearest: one sentence.

    Args:
        found: the candidates held against what was asked for.
        rooms: headrooms, the chosen one's first.
    """
    load, nearest = _load(found.candidates[0].spec), found.nearest
    if found.chosen is not None:
        words = f"At {load}, use {_called(found.chosen)}: {_figures(found.chosen, found)}"
        words += f", {_within(found.chosen, found)}" if found.question.limits else ""
        rate_per_s = float(found.chosen.spec["rate"])
        room = "".join(f"; {_room(one, rate_per_s)}" for one in rooms[:1])
        return f"{words}{room}."
    if not found.answered or nearest is None:
        return f"Nothing can be said of {load}: there is no run that counts."
    asked = ",".join(limit.text for limit in found.question.limits)
    return (
        f"Nothing that was looked at meets {asked} at {load}: {_called(nearest)} comes nearest, "
        f"{_beyond(nearest, found)}."
    )


def notes(found: Recommendation, rooms: Sequence[Headroom]) -> list[str]:
    """What else there is to know of it, a sentence each."""
    said = []
    alike = [one for one in found.candidates if found.outcome(one) is Outcome.NEAR]
    if found.chosen and alike:
        words = f"It can't be told from {' and '.join(map(_short, alike))}"
        tie = any(one.deprecated for one in alike) and not found.chosen.deprecated
        said.append(words + (f"; {_DEPRECATED}." if tie else "."))
    if found.chosen and found.chosen.deprecated:
        said.append(f"{_DEPRECATED}.")
    said += [_other_room(rooms[0], one) for one in rooms[1:]]
    if found.question.limits and any(one.valid for one in found.candidates):
        said.append(
            "Percentiles meet a limit if the upper ends of their intervals do; mean and max have "
            "no interval, and are taken as they are."
        )
    if found.chosen and found.chosen.runs and found.chosen.runs.sample.basis is Basis.BLOCKS:
        said.append("The interval is of a single run: the next one may differ by more.")
    return said


def why(one: Candidate, found: Recommendation) -> str:
    """What became of a candidate, and why."""
    doubt = f" (suspect: {one.suspect})" if one.suspect else ""
    return _WHY[found.outcome(one)](one, found) + doubt


def interval(one: Candidate, figure: str = P99) -> str:
    """The bounds of a figure, as in "350-420 ms" with a dash; "" if it has none."""
    bounds = one.interval(figure)
    return "" if bounds is None else format_range_ms(bounds.low, bounds.high)


def _called(one: Candidate) -> str:
    preset = one.spec.get("preset")
    return f"{one.api} with --setting {one.setting}" + (f" (preset {preset})" if preset else "")


def _short(one: Candidate) -> str:
    return f"{one.api} {one.setting}"


def _load(spec: Mapping[str, object]) -> str:
    rate, shape = spec.get("rate"), spec.get("schedule", "constant")
    words = f"{format_per_s(rate)} lines/s" if isinstance(rate, float) else f"{rate} lines/s"
    words += "" if shape == "constant" else f" ({shape})"
    source = str(spec.get("source", "socket"))
    return f"{words} {_SOURCES.get(source, f'from {source}')}"


def _figures(one: Candidate, found: Recommendation) -> str:
    bounds = interval(one)
    words = f"p99 {format_ms(one.latency_ms[P99])}" + (f" (interval {bounds})" if bounds else "")
    return f"{_cpu(one)}, {words}" if found.question.by_cost else words


def _cpu(one: Candidate) -> str:
    return f"{format_cpu_s(one.cpu_s)} of CPU per million lines"


def _within(one: Candidate, found: Recommendation) -> str:
    """By how much it meets the objective, as in "5.3 times below the objective of 2s"."""
    limits = found.question.limits
    limit, ms = _worst(one.latency_ms, limits)
    times = _times(limit.ms / ms)
    if [one.figure for one in limits] == [P99]:
        return f"{times} below the objective of {format_duration(limit.ns)}"
    return f"within {','.join(one.text for one in limits)} ({times} below the nearest limit)"


def _room(room: Headroom, rate_per_s: float) -> str:
    """What is known of headroom: only rates that were run are named."""
    times = room.times(rate_per_s)
    if times > 1:
        failed = room.failed_per_s
        more = f": {room.why}" if failed is None else f", and not with {format_per_s(failed)}"
        kept = f"kept up with {_rate(room.kept_per_s)}, {times:g} times that"
        return f"in runs of their own it {kept}{more}"
    if room.failed_per_s is None:
        return f"its headroom wasn't measured: {room.why}"
    times = room.failed_per_s / rate_per_s
    failing = f"didn't keep up with {_rate(room.failed_per_s)}, {times:g} times that"
    return f"in a run of its own it {failing}: little headroom"


def _other_room(first: Headroom, other: Headroom) -> str:
    """What a longer interval makes of headroom."""
    if other.failed_per_s is not None:
        return f"Nor did {other.name} keep up with {_rate(other.failed_per_s)}."
    if other.kept_per_s > first.kept_per_s:
        return f"{other.name} kept up with {_rate(other.kept_per_s)} in a run of its own."
    return f"Whether {other.name} has more headroom wasn't measured: {other.why}."


def _rate(per_s: float) -> str:
    return f"{format_per_s(per_s)} lines/s"


def _beyond(one: Candidate, found: Recommendation) -> str:
    """By how much it misses the objective."""
    limits = found.question.limits
    if not one.valid:
        limit, ms = _worst(one.least_ms, limits)
        return (
            f"and its interval alone makes {_figure(limit)} {format_ms(ms)}, {_too_much(limit, ms)}"
        )
    limit, ms = _worst(one.latency_ms, limits)
    words = f"with {_figure(limit)} {format_ms(ms)}"
    if not found.question.met(one.latency_ms):
        bounds = interval(one, limit.figure)
        return f"{words}{f' (interval {bounds})' if bounds else ''}, {_too_much(limit, ms)}"
    limit, ms = _worst(one.most_ms(limits), limits)
    return (
        f"{words}, which would do, but the upper end of the interval of {_figure(limit)} is "
        f"{format_ms(ms)}, {_too_much(limit, ms)}"
    )


def _too_much(limit: Limit, ms: float) -> str:
    return f"{_times(ms / limit.ms)} what {limit.text} allows"


def _worst(latency_ms: Mapping[str, float | None], limits: Sequence[Limit]) -> tuple[Limit, float]:
    """The limit that is missed by most, or kept by least, and the figure, ms."""
    figures = [(limit, latency_ms.get(limit.figure)) for limit in limits]
    known = [(limit, ms) for limit, ms in figures if ms is not None]
    return max(known, key=lambda pair: pair[1] / pair[0].ms)


def _figure(limit: Limit) -> str:
    return "p99.9" if limit.figure == "p999" else limit.figure


def _times(times: float) -> str:
    places = 0 if times >= _WHOLE_FROM else 1 if times >= _TENTHS_FROM else 2
    return f"{times:.{places}f} times"


def _chosen(_one: Candidate, _found: Recommendation) -> str:
    return "recommended"


def _near(one: Candidate, found: Recommendation) -> str:
    passed_over = found.chosen and one.deprecated and not found.chosen.deprecated
    return "can't be told from it" + (f"; {_DEPRECATED}" if passed_over else "")


def _behind(one: Candidate, found: Recommendation) -> str:
    if found.question.by_cost:
        times = found.cost_times(one)
        return "what it costs isn't known" if times is None else f"{_times(times)} the CPU"
    apart = found.compared(found.chosen, one)
    return f"{format_times(apart.ratio)} slower at p99" if apart else "slower"


def _missed(one: Candidate, found: Recommendation) -> str:
    return f"misses it, {_beyond(one, found)}"


def _alone(one: Candidate, _found: Recommendation) -> str:
    longest = f"a line waits for its batch, up to {format_ms(one.interval_ms)}"
    return f"not measured: {longest}, which alone makes p99 {format_ms(one.least_ms[P99])}"


_WHY: Mapping[Outcome, Callable[[Candidate, Recommendation], str]] = {
    Outcome.CHOSEN: _chosen,
    Outcome.NEAR: _near,
    Outcome.BEHIND: _behind,
    Outcome.UNSURE: _missed,
    Outcome.MISSED: _missed,
    Outcome.INVALID: lambda one, _found: f"invalid: {one.invalid}",
    Outcome.RULED_OUT: _alone,
    Outcome.NEEDLESS: _alone,
    Outcome.OPEN: lambda _one, _found: "not measured: no time left",
    Outcome.REFUSED: lambda one, _found: f"can't be run: {one.refused}",
}
