from . import proposals as proposals
from . import trials as trials
