import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.report.requested import pack, unpack


def test_what_was_packed_is_unpacked_from_json():
    table = pd.DataFrame({"model": ["svm", "NA"], "low": [0.5, np.nan], "differ": [True, False]})
    empty = pd.DataFrame({"model": [], "low": []})
    figure = go.Figure(go.Bar(x=[1, 2], y=["a", "b"]), {"title": {"text": "Bars"}})
    packed = pack({"bars": figure}, {"table": table, "empty": empty})
    figures, tables = unpack(json.loads(json.dumps(packed)))
    pd.testing.assert_frame_equal(tables["table"], table)
    assert list(tables["empty"].columns) == ["model", "low"]
    assert list(figures["bars"].data[0].x) == [1, 2]
    assert figures["bars"].layout.title.text == "Bars"


def test_nothing_was_packed():
    assert unpack(None) == ({}, {})
