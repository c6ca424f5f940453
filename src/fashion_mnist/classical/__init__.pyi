from . import build as build
from . import data_limits as data_limits
from . import fitting as fitting
from . import hog as hog
from . import layers as layers
from . import parameter_count as parameter_count
from . import probabilities as probabilities
from .probabilities import Classifier as Classifier
