"""The scenarios of several articles in one real index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import sync
from tests.rag.news.test_scenarios import SCENARIOS


@pytest.fixture(scope="session")
def scenario_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All articles of all scenarios in one folder."""
    work = tmp_path_factory.mktemp("scenarios")
    records = [
        {
            "id": f"{scenario['id']}-{number}",
            "title": f"{one['outlet']} report {number}",
            "outlet": one["outlet"],
            "published": one["date"],
            "text": f"{one['sentence']} {one['around']}",
        }
        for scenario in SCENARIOS
        for number, one in enumerate(scenario["articles"])
    ]
    (work / "articles").mkdir()
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (work / "articles" / "articles.jsonl").write_text(lines, encoding="utf-8")
    sync(work / "articles", work / "index")
    return work / "index"
