from .activities import ActivityCount, ActivityReport, Support
from .consents import Authorisation, Consent, RightsRequest
from .counts import BlockingPoint, DailyCount
from .duplicates import LikelyPair, likely_pairs, resembling
from .enquiries import Disclosure, Enquiry, Topic
from .exports import Export
from .facets import Facet, PersonFacet, SupposedInterest
from .guardianships import Guardianship
from .imports import PeopleImport
from .interests import Demarche, Interest, PersonInterest
from .lacks import Lack
from .learning import LearningCheck
from .mandates import Mandate
from .merges import DistinctPair, Merge
from .organisations import Belonging, Organisation, OrganisationInterest
from .people import Person
from .personas import Persona
from .segments import Segment
from .visits import Visit

__all__ = [
    "ActivityCount",
    "ActivityReport",
    "Authorisation",
    "Belonging",
    "BlockingPoint",
    "Consent",
    "DailyCount",
    "Demarche",
    "Disclosure",
    "DistinctPair",
    "Enquiry",
    "Export",
    "Facet",
    "Guardianship",
    "Interest",
    "Lack",
    "LearningCheck",
    "LikelyPair",
    "Mandate",
    "Merge",
    "Organisation",
    "OrganisationInterest",
    "PeopleImport",
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
    "likely_pairs",
    "resembling",
]
