from analysis.report.differences import migration


def test_each_thing_of_dstreams_has_what_takes_its_place() -> None:
    (table,) = migration.section().tables
    assert table.prose
    assert all(row.label and len(row.texts) == 1 and row.texts[0] for row in table.rows)
    named = " ".join(row.label for row in table.rows)
    for thing in ("updateStateByKey", "reduceByKeyAndWindow", "foreachRDD", "blockInterval"):
        assert thing in named
