from .enquiries import Disclosure, Enquiry, Topic
from .interests import Demarche, Interest, PersonInterest
from .organisations import Organisation
from .people import Person
from .visits import Visit

__all__ = [
    "Demarche",
    "Disclosure",
    "Enquiry",
    "Interest",
    "Organisation",
    "Person",
    "PersonInterest",
    "Topic",
    "Visit",
]
