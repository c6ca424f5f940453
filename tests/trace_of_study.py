"""Run nodes of each kind under a tracer; print each function that no fingerprint covers."""

import sys
from pathlib import Path

from kedro.framework.hooks import hook_impl
from kedro.framework.project import pipelines, settings
from kedro.framework.startup import bootstrap_project

from kedro_incremental import IncrementalRunner, plan
from kedro_incremental.code import WHOLE, Symbol

SOURCE = Path.cwd() / "src"
FOLDER = str(SOURCE)
HOOKS = "/fashion_mnist/runtime/"
# From Python 3.12 on they belong to the function around them.
COMPREHENSIONS = {"<listcomp>", "<dictcomp>", "<setcomp>"}
STAGES = [
    *("data_engineering", "resnet", "svm", "knn", "logistic_regression", "random_forest"),
    *("ensemble", "evaluation", "reporting"),
]


class Tracer:
    """Records the project's functions that each node runs, including loading and saving."""

    def __init__(self):
        self.ran = {}

    @hook_impl
    def before_dataset_loaded(self, node):
        self._start(node)

    @hook_impl
    def before_node_run(self, node):
        self._start(node)

    @hook_impl(tryfirst=True)
    def after_node_run(self):
        sys.setprofile(None)

    @hook_impl
    def before_dataset_saved(self, node):
        self._start(node)

    @hook_impl
    def after_dataset_saved(self):
        sys.setprofile(None)

    def _start(self, node):
        ran = self.ran.setdefault(node.name, set())

        def note(frame, event, argument):
            code = frame.f_code
            file = code.co_filename
            if event != "call" or not file.startswith(FOLDER):
                return
            is_of_node = file.endswith(".py") and HOOKS not in file  # not a template
            if is_of_node and code.co_name not in COMPREHENSIONS:
                ran.add((file, code.co_qualname))

        sys.setprofile(note)


def module_of(file):
    return ".".join(Path(file).relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


bootstrap_project(Path.cwd())
tracer = Tracer()
with settings.SESSION_CLASS.create(env="smoke") as session:
    context = session.load_context()
    session._hook_manager.register(tracer)
    session.run(runner=IncrementalRunner(everything=True), namespaces=STAGES)
found = plan(pipelines["__default__"], context.catalog)
for node in found.pipeline.nodes:
    record = found.detector.record_of(node)
    closure = found.detector.now.closure_of(node, record["traced"]).symbols
    for module, function in {
        (module_of(file), name) for file, name in tracer.ran.get(node.name, ())
    }:
        name = function.partition(".")[0]
        if name.isidentifier() and not {Symbol(module, WHOLE), Symbol(module, name)} & closure:
            sys.stdout.write(f"not covered: {node.name} {module} {function}\n")
n_functions = sum(map(len, tracer.ran.values()))
sys.stdout.write(f"{n_functions} functions of {len(tracer.ran)} nodes\n")


def count_modules(names):
    """Count the modules with functions that these nodes run: a reader of the path opens them."""
    return len({module_of(file) for name in names for file, _ in tracer.ran[name]})


to_row = found.pipeline.from_nodes("data_engineering.split_training_set")
to_row = to_row.to_nodes("reporting.compare_models")
names = [n.name for n in to_row.nodes if n.name.startswith(("data_eng", "resnet.", "reporting."))]
sys.stdout.write(f"resnet.fit runs {count_modules(['resnet.fit'])} modules\n")
sys.stdout.write(f"from the raw images to its row in the report: {count_modules(names)} modules\n")
