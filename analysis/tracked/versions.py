"""Versions of a requirement side by side, as one commit measured them."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import compress

from analysis.tracked.archive import Archive
from analysis.tracked.comparison import Column, Comparison, Row, Table, outdated, tables
from analysis.tracked.results import Result
from loadgen.errors import BadInput


def names(used: Sequence[Result], requirement: str) -> dict[str, str]:
    """What to call environments: their version of the requirement, if that tells them apart.

    Args:
        used: results of one commit or several.
        requirement: what sets environments apart, as in pyspark.

    Returns:
        By asv's names for them, the oldest version first; those without the requirement last.
    """
    known = {one.environment: one.requirements.get(requirement) or "" for one in used}
    times = Counter(known.values())
    return {
        environment: version
        if version and times[version] == 1
        else f"{version} {environment}".lstrip()
        for environment, version in sorted(known.items(), key=lambda item: _order(item[1]))
    }


def compare(
    archive: Archive, requirement: str, by: str, commit: str | None, base: str | None
) -> Comparison:
    """Compare the versions that one commit was measured with.

    Args:
        archive: the results.
        requirement: what the versions are of, as in pyspark.
        by: benchmarks with this parameter are compared; others only stand there.
        commit: the beginning of its name; None for the newest.
        base: the version that others are compared with; None for the oldest.

    Raises:
        BadInput: if there is no such commit or version.
    """
    chosen = archive.newest() if commit is None else archive.commit(commit, "--commit")
    used = {result.environment: result for result in archive.of(chosen)}
    called = names(list(used.values()), requirement)
    every = [Column(label, label, used[name]) for name, label in called.items()]
    versions = [column for column in every if requirement in column.result.requirements]
    labels = [column.label for column in versions]
    if base is not None and base not in labels:
        there = ", ".join(labels) or "none"
        raise BadInput(f"--base: {chosen[:8]} has no results of {base!r}; there are: {there}")
    columns = every
    if versions:
        reference = versions[labels.index(base) if base else 0]
        columns = [reference] + [
            Column(one.label, one.group, one.result, reference)
            for one in versions
            if one is not reference
        ]
    streaming = {name: one for name, one in archive.benchmarks.items() if by in one.param_names}
    others = {name: one for name, one in archive.benchmarks.items() if name not in streaming}
    left = outdated(archive.benchmarks, list(used.values()))
    return Comparison(
        machine=archive.machine,
        commit=chosen,
        against=None,
        columns=columns,
        tables=tables(streaming, columns),
        plain=[_trimmed(table) for table in tables(others, every)],
        remarks=of_outdated(left),
    )


def of_outdated(left: Sequence[str]) -> list[str]:
    """What to say of figures that an older or a newer benchmark of the same name made."""
    if not left:
        return []
    return [f"Left out, as the benchmark was another one then: {', '.join(left)}."]


def _trimmed(table: Table) -> Table:
    """A table without the columns that have no figure."""
    kept = [any(row.cells[at].figure for row in table.rows) for at in range(len(table.columns))]
    rows = [Row(row.params, list(compress(row.cells, kept))) for row in table.rows]
    return Table(table.benchmark, list(compress(table.columns, kept)), rows, table.empty)


def _order(version: str) -> tuple[bool, list[int], str]:
    return not version, [int(digits) for digits in re.findall(r"\d+", version)], version
