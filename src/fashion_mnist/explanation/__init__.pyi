from . import deletion_insertion as deletion_insertion
from . import examples as examples
from . import gradcam as gradcam
from . import heat_map_assessment as heat_map_assessment
from . import location as location
from . import similarity as similarity
from . import tables as tables
from . import weight_randomisation as weight_randomisation
