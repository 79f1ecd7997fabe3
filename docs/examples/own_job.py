"""How often each word occurs: a job of one's own, for either API.

streamgauge run --job docs/examples/own_job.py
streamgauge run --job docs/examples/own_job.py --api dstreams --setting 1s
"""

import operator

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - its own documented name
from pyspark.streaming import DStream


def build(lines: DataFrame) -> DataFrame:
    """Structured Streaming: `lines` has the column `value`."""
    words = lines.select(F.explode(F.split("value", r"\s+")).alias("word"))
    return words.groupBy("word").count()


def build_dstream(lines: DStream[str]) -> DStream[tuple[str, int]]:
    """DStreams: `lines` are strings."""
    words = lines.flatMap(str.split).map(lambda word: (word, 1))
    return words.reduceByKey(operator.add)
