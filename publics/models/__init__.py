from .activities import ActivityCount, ActivityReport, Support
from .counts import DailyCount
from .enquiries import Disclosure, Enquiry, Topic
from .interests import Demarche, Interest, PersonInterest
from .organisations import Organisation
from .people import Person
from .visits import Visit

__all__ = [
    "ActivityCount",
    "ActivityReport",
    "DailyCount",
    "Demarche",
    "Disclosure",
    "Enquiry",
    "Interest",
    "Organisation",
    "Person",
    "PersonInterest",
    "Support",
    "Topic",
    "Visit",
]
