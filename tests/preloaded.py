"""What the fork server does once for all commands that tests start, besides its imports."""

import gc
import inspect

import plotly.graph_objects as go

go.Figure(go.Scatter(x=[0]), layout={"title": "any"})  # reads the validators of all properties
inspect.stack()  # notes the files of all modules, which Kedro's settings do in each process
gc.collect()
gc.freeze()  # so that a collection in a fork copies none of these objects
