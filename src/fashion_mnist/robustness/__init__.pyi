from . import backgrounds as backgrounds
from . import composition as composition
from . import conditions as conditions
from . import corruptions as corruptions
from . import domain_randomisation as domain_randomisation
from . import scores as scores
from . import textures as textures
from .backgrounds import Colours as Colours
