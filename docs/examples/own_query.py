"""A query of somebody's own, and how long its rows take (docs/own-query.md)."""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - its own documented name

from benchmarks import probe

spark = SparkSession.builder.config("spark.sql.shuffle.partitions", 1).getOrCreate()
socket = spark.readStream.format("socket").option("host", "127.0.0.1").option("port", sys.argv[1])
lines = socket.option("includeTimestamp", "true").load().withWatermark("timestamp", "2 seconds")
per_second = lines.groupBy(F.window("timestamp", "1 second")).count()
query = (
    per_second.writeStream.queryName("per second")
    .outputMode("update")
    .format("noop")
    .trigger(processingTime="1 second")
    .start()
)

query.awaitTermination(15)  # until the JVM is warm
with probe.attach(query) as probed:
    query.awaitTermination(30)
print(probed.report())
query.stop()
