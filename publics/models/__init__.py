from .interests import Demarche, Interest, PersonInterest
from .organisations import Organisation
from .people import Person
from .visits import Visit

__all__ = ["Demarche", "Interest", "Organisation", "Person", "PersonInterest", "Visit"]
