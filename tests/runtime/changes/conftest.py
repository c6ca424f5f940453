import pytest

from fashion_mnist.runtime.changes.code_graph import CodeGraph

FILES = {
    "__init__.py": "",
    "nodes.py": '''
from shop import tools
from shop.numbers import RATE, double
import json

def price(amount, tools=None):
    """The price."""
    return double(amount) * RATE

def label(amount):
    return tools.texts.show(amount) + json.dumps(TITLE)

def unrelated():
    return 1

TITLE = "price"
''',
    "numbers.py": """
import numpy as np

RATE = BASE = 2

def double(x):
    return np.add(x, x)

def halve(x):
    return x / 2
""",
    "tools/__init__.py": "import lazy\n__getattr__ = lazy\n",
    "tools/__init__.pyi": "from . import texts as texts\nfrom .texts import show as show\n",
    "tools/texts.py": '''
from functools import singledispatch

REGISTERED = {}
print("loaded")

@singledispatch
def show(x):
    return render("page.html", "shop.tools")

@show.register
def _(x: int):
    return str(x)

def render(name, package):
    return name

class Page:
    """A page."""
    def text(self):
        return render("", "")
''',
    "tools/page.html": "<p>",
}


@pytest.fixture
def package(tmp_path):
    """A small package: nodes that use functions, constants and data of other modules."""
    root = tmp_path / "shop"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture
def graph(package):
    return CodeGraph(package)
