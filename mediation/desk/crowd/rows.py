"""People and what they did, in SQL: each statement makes the rows of every space at once.

`crowd` is a table of the transaction, a line a space. Numbers that look drawn are multiplied and folded by primes: the
same crowd each time.
"""

from mediation.courier.enums import Channel, MessageState, Priority
from publics.consent_texts import CURRENT
from publics.enums import (
    ActivityKind,
    AgeBracket,
    ContactChannel,
    Gender,
    HowDone,
    Origin,
    PlaceKind,
    Purpose,
    SaidHow,
    SocialStatus,
    Thematique,
    VisitKind,
)
from workshops.enums import AppointmentState, Presence, RegistrationState
from workshops.notifications import CONFIRMED, REMINDER

TABLES = (
    "publics_person",
    "publics_personinterest",
    "publics_personfacet",
    "publics_visit",
    "publics_activityreport",
    "publics_support",
    "workshops_attendance",
    "workshops_registration",
    "workshops_reminderoccurrence",
    "courier_message",
    "publics_consent",
    "workshops_appointment",
)
YEARS = "interval '3 years'"

CROWD = """
CREATE TEMPORARY TABLE crowd ON COMMIT DROP AS
SELECT *, NULL::bigint AS first_person FROM unnest(
    %(spaces)s::bigint[], %(people)s::int[], %(activities)s::int[], %(venues)s::bigint[], %(users)s::bigint[]
) AS line (space_id, people, activities, venue_id, user_id)
"""

# One in three has a family name that some forty others of ten thousand bear; a number in seven is a family's.
PEOPLE = f"""
INSERT INTO publics_person (
    space_id, code, version, first_name, last_name, birth_year, phone, email, address, postal_code, city, insee_code,
    preferred_channel, helper_name, helper_phone, best_time, languages, heard_from, gender, status, origin,
    is_provisional, created_at, created_by_id
)
SELECT space_id, translate(lpad(n::text, 8, '0'), '0123456789', '23456789AB'), 1, first_name,
    CASE WHEN n %% 3 = 0 THEN last_name ELSE last_name || '-' || other_name END,
    CASE WHEN n %% 20 > 0 THEN 1935 + n * 37 %% 80 END,
    CASE WHEN n %% 5 > 0 THEN '+3363998' || lpad(((n - (n %% 7 = 1)::int) %% 10000)::text, 4, '0') ELSE '' END,
    CASE WHEN n %% 4 = 0 THEN regexp_replace(fr_key(first_name), '[^a-z]', '', 'g') || '.' || n || '@example.org'
        ELSE '' END,
    '', '23990', (%(cities)s::text[])[1 + n * 5 %% 12], '',
    CASE WHEN n %% 5 > 0 THEN '{ContactChannel.SMS}' WHEN n %% 4 = 0 THEN '{ContactChannel.EMAIL}'
        ELSE '{ContactChannel.NONE}' END,
    '', '', '', '', '', '', '', '{Origin.DESK}', n %% 200 = 0,
    %(at)s - {YEARS} * ((people - n)::float / people), user_id
FROM (
    SELECT crowd.*, n, (%(first_names)s::text[])[1 + n * 7919::bigint %% array_length(%(first_names)s::text[], 1)]
        AS first_name,
        (%(last_names)s::text[])[1 + n * 104729::bigint / 3 %% array_length(%(last_names)s::text[], 1)] AS last_name,
        (%(last_names)s::text[])[1 + n * 1299709::bigint / 7 %% array_length(%(last_names)s::text[], 1)] AS other_name
    FROM crowd CROSS JOIN generate_series(1, people) AS n
) AS named ORDER BY space_id, n
"""

FIRST_PEOPLE = """
UPDATE crowd SET first_person = (SELECT min(id) FROM publics_person WHERE publics_person.space_id = crowd.space_id)
"""

# From none to three envies each.
INTERESTS = """
INSERT INTO publics_personinterest (space_id, person_id, interest_id, words, said_at, noted_by_id)
SELECT space_id, first_person + n - 1,
    (%(envies)s::bigint[])[1 + (n * 31 + rank * 7) %% array_length(%(envies)s::bigint[], 1)], '',
    %(at)s - interval '1 day' * (n %% 700), user_id
FROM crowd CROSS JOIN generate_series(1, people) AS n CROSS JOIN generate_series(1, n %% 4) AS rank
"""

FACETS = """
INSERT INTO publics_personfacet (space_id, person_id, facet_id, words, state, said_at, noted_by_id)
SELECT space_id, first_person + n - 1, (%(facets)s::bigint[])[1 + n / 4 %% array_length(%(facets)s::bigint[], 1)],
    '', '', %(at)s - interval '1 day' * (n %% 700), user_id
FROM crowd CROSS JOIN generate_series(4, people, 4) AS n
"""

# Some come every week and many once: whose number is low comes often. As they came: the spaces are interleaved.
VISITS = f"""
INSERT INTO publics_visit (
    space_id, version, person_id, kind, demarche_id, purpose, how_done, urgency, is_unfinished, minutes, equipment,
    venue_id, at, noted_by_id
)
SELECT space_id, 1, first_person + floor(people * power((n * 7919::bigint %% 100003) / 100003.0, 2))::int,
    '{VisitKind.SUPPORT}',
    CASE WHEN n %% 5 > 0 THEN (%(demarches)s::bigint[])[1 + n %% array_length(%(demarches)s::bigint[], 1)] END,
    CASE WHEN n %% 5 = 0 THEN 'trier ses photos' ELSE '' END,
    (ARRAY['{HowDone.TOGETHER}', '{HowDone.ALONE}', '{HowDone.FOR_THEM}'])[1 + n %% 3], '',
    n %% 3 = 0 AND n > activities - 30, 15 + n %% 4 * 15, '{{}}', venue_id,
    date_trunc('day', %(at)s - interval '1 day' - {YEARS} * ((activities - n)::float / activities))
        + interval '8 hours' + interval '1 minute' * (n %% 540) AS came_at,
    user_id
FROM crowd CROSS JOIN generate_series(1, activities) AS n ORDER BY came_at
"""

REPORTS = f"""
INSERT INTO publics_activityreport (
    space_id, kind, "on", started_at, minutes, place_kind, venue_id, place, insee_code, city, equipment, thematiques,
    administrative_themes, level, title, redirected_to, participants_count, anonymous_count, contacts_count, source_ref,
    revision, noted_at, noted_by_id
)
SELECT visit.space_id, '{ActivityKind.INDIVIDUAL}', (at AT TIME ZONE 'Europe/Paris')::date, at, minutes,
    '{PlaceKind.VENUE}', visit.venue_id, '', '', (%(cities)s::text[])[1], '{{}}',
    CASE WHEN demarche_id IS NULL THEN ARRAY['{Thematique.CONTENTS}'] ELSE ARRAY['{Thematique.ADMINISTRATIVE}'] END,
    CASE WHEN demarche_id IS NULL THEN ARRAY[]::text[] ELSE ARRAY[theme] END,
    '', '', '', 1, 0, 0, 'visit:' || visit.id, 1, at, noted_by_id
FROM publics_visit AS visit JOIN crowd USING (space_id)
    LEFT JOIN publics_demarche AS demarche ON demarche.id = demarche_id
ORDER BY visit.id
"""

SUPPORTS = f"""
INSERT INTO publics_support (
    space_id, report_id, person_id, how_done, autonomy, age_bracket, status, gender, is_first
)
SELECT visit.space_id, report.id, person_id, how_done, '',
    CASE WHEN birth_year IS NULL THEN '{AgeBracket.UNSAID}'
        WHEN extract(year FROM at) - birth_year < 12 THEN '{AgeBracket.UNDER_12}'
        WHEN extract(year FROM at) - birth_year < 18 THEN '{AgeBracket.FROM_12}'
        WHEN extract(year FROM at) - birth_year < 25 THEN '{AgeBracket.FROM_18}'
        WHEN extract(year FROM at) - birth_year < 40 THEN '{AgeBracket.FROM_25}'
        WHEN extract(year FROM at) - birth_year < 60 THEN '{AgeBracket.FROM_40}'
        WHEN extract(year FROM at) - birth_year < 70 THEN '{AgeBracket.FROM_60}'
        ELSE '{AgeBracket.FROM_70}' END,
    '{SocialStatus.UNSAID}', '{Gender.UNSAID}', row_number() OVER (PARTITION BY person_id ORDER BY at) = 1
FROM publics_visit AS visit JOIN crowd USING (space_id)
    JOIN publics_activityreport AS report ON report.source_ref = 'visit:' || visit.id
    JOIN publics_person AS person ON person.id = person_id
ORDER BY report.id
"""

# Six at each session of the past, four already at each to come.
REGISTRATIONS = f"""
INSERT INTO workshops_registration (
    space_id, code, session_id, person_id, state, party_size, booking, origin, comfort, queued_at, created_at,
    created_by_id, gave_feedback
)
SELECT space_id, translate(lpad(row_number() OVER (ORDER BY session_id, n)::text, 8, '0'), '0123456789', '23456789AB'),
    session_id, person_id, '{RegistrationState.CONFIRMED}', 1, gen_random_uuid(), '{Origin.DESK}', '{{}}', asked_at,
    asked_at, user_id, false
FROM (
    SELECT session.space_id, session.id AS session_id, n, user_id, first_person + (session.id * 7919 + n * 61) %% people
        AS person_id, least(starts_at - interval '9 days', %(at)s - interval '1 day') AS asked_at
    FROM workshops_session AS session JOIN crowd USING (space_id) CROSS JOIN generate_series(1, 6) AS n
    WHERE ends_at < %(at)s OR n <= 4
) AS asked
"""

SEATS = """
UPDATE workshops_session SET seats_taken = given.seats
FROM (SELECT session_id, count(*) AS seats FROM workshops_registration GROUP BY session_id) AS given
WHERE session_id = workshops_session.id
"""

# They were: see the messages below.
REMINDED = """
INSERT INTO workshops_reminderoccurrence (space_id, rule_id, session_id, local_date, due_at)
SELECT space_id, rule.id, session.id, local_date, starts_at - interval '2 days'
FROM workshops_session AS session JOIN crowd USING (space_id) JOIN workshops_reminderrule AS rule USING (space_id)
WHERE starts_at < %(at)s + interval '2 days'
"""

# What somebody was told of her seat, the day she asked for it and two days before. Texts are forgotten after a month.
MESSAGES = f"""
INSERT INTO courier_message (
    space_id, id, kind, subject_id, recipient_ref, channel, address, dedup_key, payload, priority, state, created_at,
    due_at, expires_at, attempts, provider_ref, sent_at, outcome, reason
)
SELECT space_id, gen_random_uuid(), kind, subject_id, 'person:' || person_id, channel,
    CASE WHEN is_forgotten THEN '' WHEN channel = '{Channel.SMS}' THEN phone ELSE email END,
    kind || ':' || subject_id,
    CASE WHEN is_forgotten THEN '{{}}'::jsonb ELSE '{{"text": "Votre place est gardée. À bientôt."}}'::jsonb END,
    '{Priority.REMINDER}', '{MessageState.SENT}', sent_at, sent_at, starts_at, 1, '', sent_at, '', ''
FROM (
    SELECT registration.space_id, registration.id AS subject_id, person_id, phone, email, starts_at, kind, sent_at,
        sent_at < %(at)s - interval '1 month' AS is_forgotten,
        CASE WHEN phone <> '' THEN '{Channel.SMS}' WHEN email <> '' THEN '{Channel.EMAIL}' ELSE '{Channel.PHONE}' END
            AS channel
    FROM workshops_registration AS registration
        JOIN workshops_session AS session ON session.id = session_id
        JOIN publics_person AS person ON person.id = person_id
        CROSS JOIN LATERAL (
            VALUES ('{CONFIRMED}', registration.created_at), ('{REMINDER}', starts_at - interval '2 days')
        ) AS told (kind, sent_at)
    WHERE sent_at < %(at)s
) AS said
"""

# Half of those who have a telephone were asked; one in five of them said no.
CONSENTS = f"""
INSERT INTO publics_consent (
    space_id, person_id, purpose, channel, is_given, address, text_version, text, how, guardian_name, by_id, at
)
SELECT space_id, id, '{Purpose.ANNOUNCEMENTS}', '{Channel.SMS}', id %% 5 > 0, phone, '{CURRENT}', %(consent_text)s,
    '{SaidHow.DESK}', '', user_id, created_at
FROM publics_person JOIN crowd USING (space_id) WHERE phone <> '' AND id %% 2 = 0 ORDER BY id
"""

ATTENDANCES = f"""
INSERT INTO workshops_attendance (space_id, session_id, person_id, presence, is_first_time, noted_at, noted_by_id)
SELECT session.space_id, session.id, first_person + (session.id * 7919 + n * 61) %% people, '{Presence.CAME}', false,
    ends_at, user_id
FROM workshops_session AS session JOIN crowd USING (space_id) CROSS JOIN generate_series(1, 6) AS n
WHERE ends_at < %(at)s
"""

# One visit in ten had been an appointment.
APPOINTMENTS = f"""
INSERT INTO workshops_appointment (
    space_id, code, version, person_id, host_id, venue_id, is_by_phone, starts_at, ends_at, time_zone, demarche_id,
    purpose, state, visit_id, created_at, created_by_id, settled_at, settled_by_id
)
SELECT visit.space_id, translate(lpad(visit.id::text, 8, '0'), '0123456789', '23456789AB'), 1, person_id, user_id,
    visit.venue_id, false, at, at + interval '1 minute' * minutes, 'Europe/Paris', demarche_id, purpose,
    '{AppointmentState.CAME}', visit.id, at - interval '5 days', user_id, at, user_id
FROM publics_visit AS visit JOIN crowd USING (space_id) WHERE visit.id %% 10 = 0
"""

STATEMENTS = (
    ("personnes", PEOPLE),
    ("", FIRST_PEOPLE),
    ("envies dites", INTERESTS),
    ("facettes dites", FACETS),
    ("passages", VISITS),
    ("comptes rendus d'activité", REPORTS),
    ("parts d'une personne", SUPPORTS),
    ("présences aux séances", ATTENDANCES),
    ("inscriptions", REGISTRATIONS),
    ("", SEATS),
    ("", REMINDED),
    ("messages partis", MESSAGES),
    ("accords", CONSENTS),
    ("rendez-vous", APPOINTMENTS),
)
