"""The day that a value of a record states."""

from __future__ import annotations

import datetime as dt

import pytest

from index.reading.formats.containers.records.days import day_of, settled_order

MARCH_26 = dt.date(2024, 3, 26)


def test_the_order_of_day_and_month_is_settled_by_what_can_be_read_one_way_only() -> None:
    assert settled_order(["03/04/2024", "26/03/2024"]) == "day first"
    assert settled_order(["03/04/2024", "03.26.2024"]) == "month first"
    assert settled_order(["03/04/2024"]) is None


@pytest.mark.parametrize(
    ("value", "day"),
    [
        *[("20240326", MARCH_26), ("20240326T101500Z", MARCH_26), ("26-Mar-2024", MARCH_26), (1711447200.5, MARCH_26)],
        *[
            (2024, None),
            (True, None),
            ("99999999999999999999", None),
            ("0000000000", None),
            (-1711447200, None),
            ({}, None),
        ],
        *[
            ("tomorrow", None),
            ("20241399", None),
            ("", None),
            (None, None),
            (["2024-03-26"], dt.date(2024, 3, 26)),
            (float("nan"), None),
        ],
    ],
)
def test_time_stamps_and_compact_dates(value: object, day: dt.date | None) -> None:
    assert day_of(value) == day
