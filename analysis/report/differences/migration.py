"""From DStreams to Structured Streaming: what takes the place of what."""

from analysis.report.differences.section import Row, Section, Sentence, Table

DEPRECATED = (
    "DStreams are deprecated since Spark 3.4 and get no more updates; PySpark has had no Kafka"
    " source for them since Spark 3.0."
)
_STATE = (
    "A checkpoint of DStreams can't be gone on with: a query of Structured Streaming starts with a"
    " checkpoint of its own and empty state. What was counted before has to be brought along, as a"
    " table that results are joined with, or by reading the old input again."
)
_RESULTS = (
    "Results aren't shown alike: `updateStateByKey` hands out all keys in every batch, update mode"
    " only those that have changed, and complete mode all of them again. A job that counts each"
    " batch alone is no streaming aggregation: that goes into `foreachBatch`."
)
_TIME = (
    "Windows of DStreams are made of whole batches, by when a line came in. Windows of Structured"
    " Streaming go by a column, so a line that comes late is counted where it belongs; how late it"
    " may come is the watermark's to say, and in append mode results wait for that."
)
_INSTEAD = {
    "`StreamingContext(context, 1)`: a batch interval for all": (
        '`.trigger(processingTime="1 second")`: a trigger for each query; without one, a batch'
        " begins when the one before it is done"
    ),
    "`socketTextStream(host, port)`": '`readStream.format("socket")`, still for testing only',
    "`textFileStream(path)`: new files only": (
        "`readStream.text(path)`: also those that are there already; `maxFilesPerTrigger` limits a"
        " batch"
    ),
    "a receiver, its `spark.streaming.blockInterval`": "nothing: no core is held by receiving",
    "`spark.streaming.backpressure.enabled`": (
        "`maxFilesPerTrigger`, `maxOffsetsPerTrigger`: limits of a batch"
    ),
    "`map`, `flatMap`, `filter` in Python": (
        "expressions of `pyspark.sql.functions`, which run on the JVM; a UDF where there is none"
    ),
    "`transform(lambda rdd: …)`": "operators of DataFrames, or `foreachBatch`",
    "`reduceByKey`: a batch alone": "`foreachBatch`, and `groupBy().count()` in it",
    "`updateStateByKey`": (
        "`groupBy().count()` in update mode; `transformWithState` for state of another kind"
    ),
    "`reduceByKeyAndWindow(add, sub, length, slide)`": (
        "`withWatermark` and `groupBy(window(column, length, slide))`"
    ),
    "`foreachRDD`": "`foreachBatch(lambda frame, number: …)`",
    "`saveAsTextFiles`": '`writeStream.format("text")` or `parquet`, in append mode',
    "`pprint`": '`writeStream.format("console")`',
    "`StreamingContext.checkpoint(path)`, `getOrCreate`": (
        '`.option("checkpointLocation", path)` for each query: the same program started again goes'
        " on"
    ),
    "`StreamingListener`": "`recentProgress`, `StreamingQueryListener`",
    "several outputs of one context": "a query each, with a checkpoint and a trigger of its own",
    "`awaitTermination` of the context": "`awaitTermination` of the query",
}


def section() -> Section:
    """The section, but for the jobs side by side."""
    rows = [Row(old, [new]) for old, new in _INSTEAD.items()]
    table = Table(
        "What takes the place of what", "DStreams", ["Structured Streaming"], rows, prose=True
    )
    paragraphs = [[Sentence(text)] for text in (DEPRECATED, _STATE, _RESULTS, _TIME)]
    return Section("migration", "From DStreams to Structured Streaming", paragraphs, [table])
