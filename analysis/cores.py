"""How many tasks Spark runs at a time."""

import re

_LOCAL = re.compile(r"local(?:\[(\d+|\*)(?:,.*)?\])?")


def of_master(master: str, machine: int | None) -> int | None:
    """The cores that Spark takes itself to have, by the name of its master.

    Args:
        master: as Spark takes it: `local`, `local[4]`, `local[*]`, or a cluster's.
        machine: how many the machine has, for `local[*]`; None if it isn't known.

    Returns:
        How many; None where the name doesn't say: a cluster's, or a machine that isn't known.
    """
    found = _LOCAL.fullmatch(master)
    if found is None:
        return None
    return machine if found[1] == "*" else int(found[1] or 1)
