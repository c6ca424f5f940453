import pandas as pd

from fashion_mnist.figures.depth import STATES, gradients, losses


def test_each_kind_and_state_has_its_panel():
    rows = [
        {"kind": kind, "depth": depth, "state": state, "layer": layer, "norm": depth * layer}
        for kind in ("plain", "residual")
        for depth in (8, 20)
        for state in STATES
        for layer in (1, 2)
    ]
    figure = gradients(pd.DataFrame(rows))
    assert len({trace.xaxis for trace in figure.data}) == 6
    assert {tuple(trace.y) for trace in figure.data} == {(8, 16), (20, 40)}
    assert [trace.name for trace in figure.data if trace.showlegend] == ["8 layers", "20 layers"]


def test_losses_are_drawn_for_each_seed_and_their_mean():
    rows = [
        {"kind": kind, "depth": depth, "seed": seed, "loss": depth / 8 + seed}
        for kind in ("plain", "residual")
        for depth in (8, 56)
        for seed in (0, 1)
    ]
    mean, each, *_ = losses(pd.DataFrame(rows)).data
    assert (list(mean.x), list(mean.y)) == ([8, 56], [1.5, 7.5])
    assert list(each.y) == [1, 2, 7, 8]
