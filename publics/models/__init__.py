from .activities import ActivityCount, ActivityReport, Support
from .consents import Authorisation, Consent, RightsRequest
from .counts import DailyCount
from .enquiries import Disclosure, Enquiry, Topic
from .facets import Facet, PersonFacet, SupposedInterest
from .guardianships import Guardianship
from .interests import Demarche, Interest, PersonInterest
from .learning import LearningCheck
from .mandates import Mandate
from .organisations import Belonging, Organisation
from .people import Person
from .personas import Persona
from .segments import Segment
from .visits import Visit

__all__ = [
    "ActivityCount",
    "ActivityReport",
    "Authorisation",
    "Belonging",
    "Consent",
    "DailyCount",
    "Demarche",
    "Disclosure",
    "Enquiry",
    "Facet",
    "Guardianship",
    "Interest",
    "LearningCheck",
    "Mandate",
    "Organisation",
    "Person",
    "PersonFacet",
    "PersonInterest",
    "Persona",
    "RightsRequest",
    "Segment",
    "Support",
    "SupposedInterest",
    "Topic",
    "Visit",
]
