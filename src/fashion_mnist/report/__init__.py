"""The report and the model cards: artifacts in, text out."""

from fashion_mnist.report.cards import write_model_card
from fashion_mnist.report.page import write_report
from fashion_mnist.report.summary import describe_model

__all__ = ["describe_model", "write_model_card", "write_report"]
