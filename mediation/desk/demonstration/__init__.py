"""The demonstration space « Le Fil d'Orvelle »: an invented territory, alive whatever the day it is launched.

`data/` says who, what and when, relative to the day of launch; the modules beside it write it, through the same
services as the pages where a rule is at stake (seats, waiting lists, messages), by the thousand where none is.
"""
