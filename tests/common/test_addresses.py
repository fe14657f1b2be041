from django.urls import reverse

from mediation.common.addresses import address_of

CODES = ("ABCD2345", "ZZZZZZZZ")


def test_the_address_of_a_row_is_the_one_that_reverse_gives():
    for code in CODES:
        assert address_of("desk:person", code) == reverse("desk:person", args=[code])


def test_a_page_of_the_public_keeps_the_space_it_is_in():
    for slug in ("le-fil", "zzzzzzzz"):
        keys = [slug, CODES[0]]
        assert address_of("public:session", *keys) == reverse("public:session", args=keys)
