"""Each model's part of the report: scores, figures, summary, model card."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation import classes as by_class
from fashion_mnist.evaluation.comparison import summarise_learning
from fashion_mnist.evaluation.predictions import Table, score_predictions
from fashion_mnist.figures import classes, models
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import for_model, with_arguments
from fashion_mnist.report import summaries

TABLES = ["classification_report", "confusions", "confused_pairs", "mistakes"]


def report_model(model: str) -> Pipeline:
    """Return the nodes that score, draw and describe one model, in its namespace."""
    is_network = model in model_names.ALL_NETWORKS
    scored = ["predictions", "validation_predictions", "cost", "params:classes"]
    scored += ["views"] if is_network else []
    draw_confusions = with_arguments(classes.confusion_matrix, model=model)
    nodes = [
        node(evaluate, scored, ["metrics", *TABLES], name="evaluate"),
        node(draw_confusions, "confusions", "confusion_matrix", name="draw_confusion_matrix"),
    ]
    described = ["provenance", "metrics", *TABLES, "confusion_matrix"]
    if model == model_names.ENSEMBLE:
        described += ["weights"]
    else:
        described += ["layers", "architecture"]
        draw = with_arguments(models.architecture, model=model)
        nodes += [node(draw, "layers", "architecture", name="draw_architecture")]
    if is_network:
        described += ["learning", "learning_curves", "gradcam_examples", "gradcam_maps"]
        draw = with_arguments(models.learning_curves, model=model)
        nodes += [
            node(draw, "history", "learning_curves", name="draw_learning"),
            node(summarise_learning, "history", "learning", name="summarise_learning"),
        ]
    results = {"test_pixels": "test.pixels", "classes": "params:classes"}
    results |= {name: name for name in described}
    about = ["train.pixels", "params:classes", "params:image_set", "params:licence"]
    write = with_arguments(summaries.write_model_card, model=model)
    inputs = ["summary", *about, "machine", "params:seed"]
    nodes += [
        node(summaries.describe_model, results, "summary", name="describe"),
        node(write, inputs, "model_card", name="write_model_card"),
    ]
    return pipeline(for_model(model, nodes), tags="reporting")


def evaluate(
    predictions: Table,
    validation_predictions: Table,
    cost: dict[str, float],
    classes: list[str],
    views: dict[str, float] | None = None,
) -> tuple[dict[str, float], Table, Table, Table, Table]:
    """Return metrics, classification report, confusions, confused pairs and mistakes of a model."""
    on_validation = score_predictions(validation_predictions)["accuracy"]
    scores = score_predictions(predictions) | {"validation_accuracy": on_validation}
    confusions = by_class.count_confusions(predictions, classes)
    return (
        scores | cost | (views or {}),
        by_class.report_classes(predictions, classes),
        confusions,
        by_class.rank_confused_pairs(confusions),
        by_class.list_mistakes(predictions, classes),
    )
