"""What engines without Spark don't have."""

from benchmarks.support.answer import Rule

FLOOR = (
    Rule(
        lambda cell: cell.setting.kind != "none",
        "the floor is a plain reader: its setting is none",
    ),
)

SYNTHETIC = (
    Rule(
        lambda cell: cell.setting.kind != "none",
        "the synthetic engine follows its law: its setting is none",
    ),
    Rule(
        lambda cell: cell.source != "socket",
        "the synthetic engine reads a socket",
    ),
    Rule(
        lambda cell: cell.lanes != 1,
        "the synthetic engine reads one lane",
    ),
)
