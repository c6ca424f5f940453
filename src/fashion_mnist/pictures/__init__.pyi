from . import answers as answers
from . import conversion as conversion
from . import decoding as decoding
from . import description as description
from . import familiarity as familiarity
from . import foreground as foreground
from .familiarity import Familiarity as Familiarity
