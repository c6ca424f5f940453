"""Ten nodes: orders are priced in memory, summed up, billed, forecast and reported."""

from functools import partial

from kedro.pipeline import Pipeline, node

from demo import figures, models, nodes


def create_pipeline(**_):
    return Pipeline(
        [
            node(nodes.price, ["orders", "prices"], "priced", name="price"),
            node(nodes.discount, ["priced", "params:discount"], "discounted", name="discount"),
            node(nodes.sum_up, ["discounted", "params:rounding"], "totals", name="sum_up"),
            *(
                node(partial(nodes.bill, customer), "totals", f"bill_of_{customer}", name=customer)
                for customer in ("ada", "bob")
            ),
            node(models.fit, ["discounted", "params:degree"], "model", name="fit"),
            node(nodes.predict, ["model", "orders"], "forecast", name="predict"),
            node(nodes.list_lines, "discounted", "lines", name="list_lines"),
            node(figures.draw, "totals", "chart", name="draw"),
            node(
                nodes.report, {"totals": "totals", "forecast": "forecast"}, "report", name="report"
            ),
        ]
    )
