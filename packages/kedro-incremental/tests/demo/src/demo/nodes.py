"""The functions of the nodes."""

from kedro.utils import load_obj

from demo.texts import greet

CURRENCY = "EUR"


def price(orders, prices):
    """Price each order."""
    return [order | {"price": order["n"] * prices[order["item"]]} for order in orders]


def discount(priced, terms):
    """Take a discount off large orders."""
    rate = 1 - terms["rate"]
    return [o | {"price": o["price"] * (rate if o["n"] >= terms["from"] else 1)} for o in priced]


def sum_up(discounted, rounding):
    """Sum the prices by customer."""
    totals = {}
    for order in discounted:
        totals[order["customer"]] = totals.get(order["customer"], 0) + order["price"]
    return {customer: load_obj(rounding)(total) for customer, total in totals.items()}


def bill(customer, totals):
    """Write a bill."""
    return f"{greet(customer)} {totals[customer]} {CURRENCY}"


def predict(model, orders):
    """Predict the price of each order."""
    return {order["item"]: model.predict(order["n"]) for order in orders}


def list_lines(discounted):
    """Yield one line per order."""
    for order in discounted:
        yield f"{order['customer']} {order['price']:.2f}\n"


def report(totals, forecast):
    """Write the report."""
    return f"{totals} {forecast}"
