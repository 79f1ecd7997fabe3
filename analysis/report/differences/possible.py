"""What can be run with one API and not with the other, by the support matrix."""

from collections import Counter
from collections.abc import Iterable, Sequence

from analysis.report.differences.given import Answer
from analysis.report.differences.matches import APIS, DSTREAMS, STRUCTURED
from analysis.report.differences.section import Row, Section, Sentence, Table
from analysis.report.implementations import COUNTERPARTS
from analysis.report.words import listed

_WORDS = {"source": "source", "setting": "setting", "sink": "sink", "mode": "output mode"}
"""What an API may have that the other hasn't."""
_NOT_SPARK = "streamgauge"
_NO_CHOICE = "none"
_KEYS = ("source", "workload")
_HEADINGS = ("run", "refused by Spark", "not measured")
_NOTE = (
    "Combinations of source, setting, sink, output mode and workload: how many can be run here, how"
    " many Spark refuses, how many we don't measure though Spark has them. `streamgauge support`"
    " lists them all with the reasons; nothing of this is a measurement."
)
_NOTHING = "In {} alone there is nothing of what is in the matrix."


def section(matrix: Sequence[Answer]) -> Section:
    """The section.

    Args:
        matrix: every cell of the support matrix.
    """
    of_apis = [answer for answer in matrix if answer.api in APIS]
    rows = [_row("all", of_apis)]
    for key in _KEYS:
        for word in dict.fromkeys(getattr(answer, key) for answer in of_apis):
            some = [answer for answer in of_apis if getattr(answer, key) == word]
            rows.append(_row(f"{key} `{word}`", some))
    headings = [f"{api}: {heading}" for api in APIS.values() for heading in _HEADINGS]
    return Section(
        "possible",
        "What is possible",
        [_only(of_apis, STRUCTURED, DSTREAMS), _only(of_apis, DSTREAMS, STRUCTURED)],
        [Table("How much can be run", "of", headings, rows, _NOTE)],
    )


def _row(label: str, answers: Iterable[Answer]) -> Row:
    counts = Counter((answer.api, answer.refused_by) for answer in answers)
    kinds = ("", "spark", _NOT_SPARK)
    return Row(label, [f"{counts[api, kind]:,}" for api in APIS for kind in kinds])


def _only(matrix: Sequence[Answer], api: str, other: str) -> list[Sentence]:
    """What Spark does in one API, and not in the other."""
    mine, theirs = (
        [one for one in matrix if one.api == which and one.refused_by != "spark"]
        for which in (api, other)
    )
    has = [
        f"the {noun}{'s' if len(words) > 1 else ''} {_coded(words)}"
        for key, noun in _WORDS.items()
        if (words := _choices(mine, key, theirs))
    ]
    sentences = [Sentence(f"In {APIS[api]} alone there are {listed(has)}.")] if has else []
    sentences += _combinations(mine, theirs, [one for one in matrix if one.api == other])
    return sentences or [Sentence(_NOTHING.format(APIS[api]))]


def _choices(mine: Sequence[Answer], key: str, theirs: Sequence[Answer]) -> list[str]:
    """The words of a key that only the first have; sinks that hand on results alike are one."""
    known = {_alike(getattr(one, key)) for one in theirs} | {_NO_CHOICE}
    return [word for word in _words(mine, key) if _alike(word) not in known]


def _combinations(
    mine: Sequence[Answer], theirs: Sequence[Answer], asked: Sequence[Answer]
) -> list[Sentence]:
    """Workloads that only the first write to sinks that both have, by the other's reason."""
    known = {_written(one) for one in theirs}
    reasons: dict[str, list[Answer]] = {}
    for one in {_written(one): one for one in mine if _written(one) not in known}.values():
        said = [no.reason for no in asked if _written(no) == _written(one)]
        if said:
            reasons.setdefault(Counter(said).most_common(1)[0][0], []).append(one)
    return [
        Sentence(
            f"In {APIS[some[0].api]} alone {_coded(_words(some, 'workload'))} can go to"
            f" {_coded(_words(some, 'sink'))}; in {APIS[asked[0].api]}, {reason}."
        )
        for reason, some in reasons.items()
    ]


def _written(answer: Answer) -> tuple[str, str]:
    return answer.workload, _alike(answer.sink)


def _alike(word: str) -> str:
    return COUNTERPARTS.get(word, word)


def _words(answers: Sequence[Answer], key: str) -> list[str]:
    return list(dict.fromkeys(str(getattr(one, key)) for one in answers))


def _coded(words: Sequence[str]) -> str:
    return listed([f"`{word}`" for word in words])
