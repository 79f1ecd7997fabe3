"""Two commits side by side, each environment with itself."""

from analysis.tracked.archive import Archive
from analysis.tracked.comparison import Column, Comparison, outdated, tables
from analysis.tracked.versions import names, of_outdated
from loadgen.errors import BadInput


def compare(archive: Archive, requirement: str, commit: str | None, against: str) -> Comparison:
    """Compare what two commits were measured at.

    Args:
        archive: the results.
        requirement: what sets environments apart, as in pyspark.
        commit: the beginning of its name; None for the newest.
        against: the beginning of the name of the one that it is compared with.

    Raises:
        BadInput: if there is no such commit, both are the same, or no environment has both.
    """
    chosen = archive.newest() if commit is None else archive.commit(commit, "--commit")
    reference = archive.commit(against, "--against")
    if chosen == reference:
        raise BadInput(f"--against: {against!r} is the commit that would be compared with it")
    new, old = (
        {result.environment: result for result in archive.of(one)} for one in (chosen, reference)
    )
    columns: list[Column] = []
    for name, label in names([*old.values(), *new.values()], requirement).items():
        if name in old and name in new:
            before = Column(f"{label} at {old[name].short}", label, old[name])
            after = Column(f"{label} at {new[name].short}", label, new[name], before)
            columns += [before, after]
    if not columns:
        raise BadInput(f"--against: no environment has results of both {against} and {chosen[:8]}")
    used = [column.result for column in columns]
    remarks = of_outdated(outdated(archive.benchmarks, used))
    alone = sorted(set(old) ^ set(new))
    if alone:
        remarks.append(f"Left out, as one of the commits has no results there: {', '.join(alone)}.")
    return Comparison(
        machine=archive.machine,
        commit=chosen,
        against=reference,
        columns=columns,
        tables=tables(archive.benchmarks, columns),
        remarks=remarks,
    )
