"""The site on one machine that has nothing but Python: servers from wheels, processes, demonstration.

Needed by `make demo`, `make test` and the measures; the application never imports it.
"""
