import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loadgen.emission import by_lane


@given(st.integers(1, 5), st.data())
def test_rows_are_told_apart_and_keep_their_order(lanes: int, data: st.DataObject) -> None:
    told = data.draw(st.lists(st.integers(0, lanes - 1), max_size=30))
    rows = np.array([(lane, n, n) for n, lane in enumerate(told)], dtype=np.int64).reshape(-1, 3)
    shares = by_lane(rows, lanes)
    assert len(shares) == lanes
    for lane, share in enumerate(shares):
        assert share.tolist() == [row for row in rows.tolist() if row[0] == lane]
