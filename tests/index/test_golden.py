"""Files written by released versions."""

import json
from pathlib import Path

import numpy as np

from ashen.index.faiss_index import FaissIndex
from tests.index.builders import DIMENSION, RECIPE

GOLDEN = Path(__file__).parents[1] / "golden" / "index_1"


def test_format_1_still_opens() -> None:
    """A directory of format 1 (two segments, trained, one video removed) opens and answers as it did."""
    index = FaissIndex.open(GOLDEN, RECIPE, DIMENSION, "int8")
    index.verify()
    assert (index.segments, index.lists, len(index)) == (2, 8, 56)
    assert index.video_ids().tolist() == [1, 2, 3, 5, 6, 7]
    index.probes = 8
    asked = json.loads((GOLDEN.with_suffix(".json")).read_text())
    hits = index.search(np.array(asked["codes"], np.int8), 3, RECIPE)
    assert hits.video_id.tolist() == asked["video_id"]
    assert hits.tick.tolist() == asked["frame"]
    assert hits.distance.tolist() == asked["distance"]
