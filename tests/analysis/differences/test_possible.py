from analysis.report.differences import Answer, possible
from tests.analysis.differences.written import GIVEN, words


def structured(
    sink: str, workload: str = "lengths", *, no: str = "", mode: str = "update"
) -> Answer:
    reason = f"{sink} can't" if no else ""
    return Answer("structured", "socket", "1s", sink, mode, workload, no, reason)


def dstreams(sink: str, workload: str = "lengths") -> Answer:
    return Answer("dstreams", "socket", "1s", sink, "none", workload)


def test_counts_are_of_what_runs_what_spark_refuses_and_what_is_not_measured() -> None:
    matrix = [
        structured("foreachBatch"),
        structured("memory", no="spark"),
        structured("kafka", no="streamgauge"),
        dstreams("foreachRDD", "length-count"),
        Answer("floor", "socket", "none", "reader", "none", "lengths"),
    ]
    (table,) = possible.section(matrix).tables
    assert {row.label: row.texts for row in table.rows} == {
        "all": ["1", "1", "1", "1", "0", "0"],
        "source `socket`": ["1", "1", "1", "1", "0", "0"],
        "workload `lengths`": ["1", "1", "1", "0", "0", "0"],
        "workload `length-count`": ["0", "0", "0", "1", "0", "0"],
    }


def test_what_one_api_alone_has_is_named() -> None:
    matrix = [
        structured("foreachBatch"),
        structured("memory", mode="append"),
        structured("parquet", no="spark"),
        Answer(
            "structured", "kafka", "default", "foreachBatch", "update", "lengths", "streamgauge"
        ),
        dstreams("foreachRDD"),
    ]
    assert words(possible.section(matrix)) == (
        "In Structured Streaming alone there are the source `kafka`, the setting `default`, the"
        " sink `memory` and the output modes `update` and `append`."
        " In DStreams alone there is nothing of what is in the matrix."
    )


def test_what_goes_to_a_sink_that_both_have_in_one_only_is_told_with_the_reason() -> None:
    matrix = [
        structured("foreachBatch", "length-count-batch"),
        structured("console", "length-count-batch", no="spark"),
        structured("text", "length-count-batch", no="spark"),
        structured("text", "lengths"),
        dstreams("foreachRDD", "length-count-batch"),
        dstreams("pprint", "length-count-batch"),
        dstreams("saveAsTextFiles", "lengths"),
    ]
    text = words(possible.section(matrix))
    assert (
        "In DStreams alone `length-count-batch` can go to `pprint`; in Structured Streaming,"
        " console can't." in text
    )
    assert "`saveAsTextFiles`" not in text


def test_what_was_never_asked_of_the_other_has_no_reason() -> None:
    text = words(possible.section([dstreams("pprint"), structured("foreachBatch")]))
    assert "can go to" not in text
    assert "In DStreams alone there are the sink `pprint`." in text


def test_what_both_have_is_not_told() -> None:
    assert "`foreachBatch`" not in words(possible.section(GIVEN.matrix))
