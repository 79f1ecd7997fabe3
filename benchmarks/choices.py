"""What a cell can be made of: the words that its keys take, by API."""

APIS = ("structured", "dstreams", "floor")
# Our own, for `streamgauge calibrate` and for tests: nobody's to choose, so none of APIS.
SYNTHETIC = "synthetic"
KAFKA = "kafka"
SOURCES = ("socket", "files", KAFKA)

COUNTS, BATCH_COUNTS, LENGTHS, WINDOWS = (
    "length-count",
    "length-count-batch",
    "lengths",
    "length-count-window",
)
WORKLOADS = (COUNTS, BATCH_COUNTS, LENGTHS, WINDOWS)
OWN = "own"
"""The workload of a job that isn't one of ours."""

NONE = "none"
"""In place of a choice that a cell doesn't have."""

SINKS = {
    "structured": (
        "foreachBatch",
        "foreach",
        "memory",
        "console",
        "text",
        "parquet",
        "noop",
        KAFKA,
    ),
    "dstreams": ("foreachRDD", "saveAsTextFiles", "pprint"),
    "floor": ("reader",),
    SYNTHETIC: ("reader",),
}
FILE_SINKS = ("text", "parquet")

IMPLEMENTATIONS = {
    "structured": ("jvm", "python-udf", "arrow-udf", "map-in-pandas"),
    "dstreams": ("lambdas", "dataframe"),
    "floor": ("reader",),
    SYNTHETIC: ("reader",),
}
MODES = {
    "structured": ("update", "complete", "append"),
    "dstreams": (NONE,),
    "floor": (NONE,),
    SYNTHETIC: (NONE,),
}
STATE_STORES = {
    "structured": ("hdfs", "rocksdb", "rocksdb-changelog"),
    "dstreams": (NONE,),
    "floor": (NONE,),
    SYNTHETIC: (NONE,),
}
PRESETS = ("tuned", "spark")
DEFAULT_SETTING = {"structured": "default", "dstreams": "1s", "floor": NONE, SYNTHETIC: NONE}


def default_sink(api: str, setting: str) -> str:
    """The sink of a cell that asks for none: the first that goes with its setting."""
    return KAFKA if _real_time(api, setting) else SINKS[api][0]


def default_state_store(api: str, setting: str) -> str:
    """The state store of a cell that asks for none: the first that goes with its setting."""
    return "rocksdb" if _real_time(api, setting) else STATE_STORES[api][0]


def _real_time(api: str, setting: str) -> bool:
    return api == "structured" and setting.startswith("real-time:")


def default_coalesce(api: str, setting: str, preset: str, job: str) -> int:
    """How many partitions a batch is brought together into, where nobody says."""
    micro_batches = api in {"structured", "dstreams"} and ":" not in setting
    return int(preset == "tuned" and micro_batches and not job)


def default_mode(api: str, setting: str, workload: str, sink: str) -> str:
    """The output mode of a cell that asks for none: what its trigger, job and sink go with."""
    if api != "structured":
        return NONE
    if _real_time(api, setting):
        return "update"
    return "append" if sink in FILE_SINKS or workload in {BATCH_COUNTS, LENGTHS} else "update"
