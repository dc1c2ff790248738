"""Who gets which answer where: the policy of §8 as a table, one row for each method of each address.

A column is a person (`evening.asking`); small letters are the same role out of reach of what the row names:

  D dispatcher, author of the plans    d another            T leader of East township      t of West
  I inspector who led the visit        i another            O safety officer of East
  U deputy who checked in, witness     u of another unit    S section of the site's line   s of another line
  L county leader who sealed           l another            E enterprise of the site       e another
  A auditor    X administrator    - nobody logged in

  +  done or shown                        r  sent on, nothing done (a page tells the reason there)
  c  409: refused by a rule, with reasons b  400: may ask, but what was sent is no good
  x  403: not for this role               /  404: hidden, in no byte different from what never existed
  ?  401: log in (API)                    >  sent to the log-in page
  n  404: the thing is there, not the step or stop that is asked of it
"""

from dataclasses import dataclass

TABLE = """
                                                       D d I i U u T t O S s L l A X E e -

# The doors of the house. Health and draws are for strangers too.
GET    /                                               r r r r r r r r r r r r r r r r r >
GET    /login/                                         r r r r r r r r r r r r r r r r r +
POST   /login/                                         r r r r r r r r r r r r r r r r r +
PUT    /login/                                         r r r r r r r r r r r r r r r r r +
POST   /logout/                                        + + + + + + + + + + + + + + + + + >
GET    /i18n/setlang/                                  r r r r r r r r r r r r r r r r r r
POST   /i18n/setlang/                                  r r r r r r r r r r r r r r r r r r
GET    /favicon.ico                                    r r r r r r r r r r r r r r r r r r
GET    /healthz                                        + + + + + + + + + + + + + + + + + +
GET    /readyz                                         + + + + + + + + + + + + + + + + + +
POST   /api/v1/auth/token/                             b b b b b b b b b b b b b b b b b b
POST   /api/v1/auth/refresh/                           b b b b b b b b b b b b b b b b b b
GET    /api/schema/                                    + + + + + + + + + + + + + + + + + +
GET    /admin/                                         > > > > > > > > > > > > > > + > > >

# Sites and townships: county roles all, a township its own, a section its line, an enterprise itself.
GET    /api/v1/townships/                              + + + + + + + + + + + + + + + + + ?
GET    /api/v1/townships/{township}/                   + + + + + + + / + + + + + + / + / ?
GET    /api/v1/sites/                                  + + + + + + + + + + + + + + + + + ?
GET    /api/v1/sites/{site}/                           + + + + + + + / + + / + + + / + / ?
GET    /api/v1/search/?q=示例                          + + + + + + + + + + + + + + + + + ?

# Risk and the map: as sites, but not for enterprises. A zone has no line, so it is every section's.
GET    /api/v1/assessments/                            + + + + + + + + + + + + + + + + + ?
GET    /api/v1/assessments/{assessment}/               + + + + + + + / + + / + + + / / / ?
GET    /api/v1/risk-zones/                             + + + + + + + + + + + + + + + + + ?
GET    /api/v1/risk-zones/{zone}/                      + + + + + + + / + + + + + + / / / ?
GET    /api/v1/coverage/                               + + + + + + + + + + + + + + x x x ?
GET    /api/v1/coverage/summary/                       + + + + + + + + + + + + + + x x x ?
GET    /map/                                           + + + + + + + + + + + + + + x x x >
GET    /map/sites.json                                 + + + + + + + + + + + + + + x x x >
GET    /sites/{site}/drawer/                           + + + + + + + / + + / + + + x x x >
GET    /township/                                      x x x x x x + + + x x x x x x x x >
GET    /township/risk_map.html                         x x x x x x + + + x x x x x x x x >
GET    /tiles/sites/12/3323/1748.mvt                   + + + + + + + + + + + + + + + + + ?
GET    /tiles/sites.json                               + + + + + + + + + + + + + + + + + ?

# Plans: author and approver alone; the auditor once the day is over. To all others they do not exist (S1, R41).
GET    /api/v1/plans/                                  + + + + + + + + + + + + + + + + + ?
POST   /api/v1/plans/                                  + + x x x x x x x x x x x x x x x ?
GET    /api/v1/plans/day/?date=2019-10-21              + + x x x x x x x x x x x x x x x ?
GET    /api/v1/plans/{draft}/                          + / / / / / / / / / / / / / / / / ?
GET    /api/v1/plans/{sealed}/                         + / / / / / / / / / / + / / / / / ?
GET    /api/v1/plans/{over}/                           + / / / / / / / / / / + / + / / / ?
GET    /api/v1/plans/{sealed}/geojson/                 + / / / / / / / / / / + / / / / / ?
GET    /api/v1/plans/{sealed}/status/                  + / / / / / / / / / / + / / / / / ?
GET    /api/v1/plans/{sealed}/full_record/             + / / / / / / / / / / + / / / / / ?
GET    /api/v1/plans/{over}/full_record/               + / / / / / / / / / / + / + / / / ?
POST   /api/v1/plans/{draft}/freeze/                   + / / / / / / / / / / / / / / / / ?
POST   /api/v1/plans/{draft}/draw/                     c / / / / / / / / / / / / / / / / ?
POST   /api/v1/plans/{draft}/redraw/                   c / / / / / / / / / / / / / / / / ?
POST   /api/v1/plans/{draft}/route/                    c / / / / / / / / / / / / / / / / ?
POST   /api/v1/plans/{draft}/put_up/                   c / / / / / / / / / / / / / / / / ?
POST   /api/v1/plans/{sealed}/seal/                    c / / / / / / / / / / c / / / / / ?
POST   /api/v1/plans/{sealed}/release/                 n / / / / / / / / / / n / / / / / ?
POST   /api/v1/plans/{sealed}/close/                   c / / / / / / / / / / c / / / / / ?
POST   /api/v1/plans/{over}/close/                     c / / / / / / / / / / c / c / / / ?
POST   /api/v1/plans/{sealed}/cancel/                  + / / / / / / / / / / + / / / / / ?
POST   /api/v1/plans/{over}/cancel/                    c / / / / / / / / / / c / c / / / ?
GET    /plans/                                         + + x x x x x x x x x + + x x x x >
GET    /plans/new/                                     + + x x x x x x x x x x x x x x x >
POST   /plans/new/                                     + + x x x x x x x x x x x x x x x >
GET    /plans/{draft}/                                 + / / / / / / / / / / / / / / / / >
GET    /plans/{sealed}/                                + / / / / / / / / / / + / / / / / >
GET    /plans/{over}/                                  + / / / / / / / / / / + / + / / / >
POST   /plans/{sealed}/cancel/                         + / / / / / / / / / / + / / / / / >
POST   /plans/{over}/cancel/                           c / / / / / / / / / / c / c / / / >

# The draw: the witness gives the number; its record is everybody's once it is published, the auditor's before.
POST   /api/v1/draws/nonces/show/                      x x x x + c x x x x x x x x x x x ?
POST   /api/v1/draws/nonces/                           x x x x c c x x x x x x x x x x x ?
GET    /draws/nonce/                                   x x x x + x x x x x x x x x x x x >
POST   /draws/nonce/                                   x x x x + x x x x x x x x x x x x >
GET    /draws/                                         + + + + + + + + + + + + + + + + + +
GET    /draws/commitments.json                         + + + + + + + + + + + + + + + + + +
GET    /draws/lottery.py                               + + + + + + + + + + + + + + + + + +
GET    /draws/{public}.json                            + + + + + + + + + + + + + + + + + +
GET    /draws/{public}/                                + + + + + + + + + + + + + + + + + +
GET    /draws/{over}.json                              / / / / / / / / / / / / / + / / / /
GET    /draws/{over}/                                  / / / / / / / / / / / / / + / / / /
GET    /draws/{sealed}.json                            / / / / / / / / / / / / / / / / / /
GET    /draws/{sealed}/                                / / / / / / / / / / / / / / / / / /

# Unsealed visits: county roles, the township, the line; of inspectors the own; no enterprise. Until a visit is
# opened, whoever was there and whoever planned it (S2).
GET    /api/v1/rounds/                                 + + + + + + + + + + + + + + + + + ?
GET    /api/v1/rounds/{round}/                         + + + / + + + / + + / + + + / / / ?
GET    /api/v1/stops/                                  + + + + + + + + + + + + + + + + + ?
GET    /api/v1/stops/{stop}/                           + + + / + + + / + + / + + + / / / ?
GET    /api/v1/visits/                                 + + + + + + + + + + + + + + + + + ?
GET    /api/v1/visits/{visit}/                         + + + / + + + / + + / + + + / / / ?
GET    /api/v1/visits/{unopened}/                      + / + / / / / / / / / + / / / / / ?
POST   /api/v1/visits/{unopened}/accept/               + / c / / / / / / / / + / / / / / ?
POST   /api/v1/visits/{visit}/accept/                  c c c / c c c / c c / c c c / / / ?
GET    /api/v1/findings/                               + + + + + + + + + + + + + + + + + ?
GET    /api/v1/findings/{finding}/                     + + + / + + + / + + / + + + / / / ?
GET    /visits/                                        + + + + + + + + + + + + + + x x x >
GET    /visits/{visit}/                                + + + / + + + / + + / + + + x x x >
GET    /visits/{unopened}/                             + / + / / / / / / / / + / / x x x >
POST   /visits/{unopened}/accept/                      + / r / / / / / / / / + / / x x x >

# Evidence: as its visit; the enterprise sees what belongs to its hazards and papers. Loose: nobody's but the maker's.
GET    /api/v1/photos/                                 + + + + + + + + + + + + + + + + + ?
GET    /api/v1/photos/{photo}/                         + + + / + + + / + + / + + + / + / ?
GET    /api/v1/photos/{loose}/                         / / + / / / / / / / / / / / / / / ?
GET    /photos/{photo}/                                + + + / + + + / + + / + + + / + / >
GET    /photos/{loose}/                                / / + / / / / / / / / / / / / / / >
GET    /signatures/{signature}/                        + + + / + + + / + + / + + + / + / >

# Hazards: as visits, and the enterprise its own. Only the section of the line confirms and voids (T2, T3).
GET    /api/v1/hazards/                                + + + + + + + + + + + + + + + + + ?
GET    /api/v1/hazards/{hazard}/                       + + + / + + + / + + / + + + / + / ?
POST   /api/v1/hazards/{hazard}/confirm/               c c c / c c c / c + / c c c / c / ?
POST   /api/v1/hazards/{hazard}/void/                  c c c / c c c / c + / c c c / c / ?
POST   /api/v1/hazards/{hazard}/serve/                 c c c / c c c / c c / c c c / c / ?
POST   /api/v1/hazards/{hazard}/unheard_of/            n n n / n n n / n n / n n n / n / ?
GET    /hazards/                                       + + + + + + + + + + + + + + x + + >
GET    /hazards/{hazard}/                              + + + / + + + / + + / + + + x + / >
POST   /hazards/{hazard}/confirm/                      r r r / r r r / r + / r r r x r / >

# Papers: no unit leader; the enterprise what was handed to it, never the scheme.
GET    /api/v1/documents/                              + + + + + + + + + + + + + + + + + ?
GET    /api/v1/documents/{record}/                     + + + / / / + / + + / + + + / + / ?
GET    /api/v1/documents/{record}/pdf/                 + + + / / / + / + + / + + + / + / ?
GET    /api/v1/documents/{scheme}/                     + + + / / / + / + + / + + + / / / ?
GET    /api/v1/documents/{scheme}/pdf/                 + + + / / / + / + + / + + + / / / ?

# Resident days: a unit its own, a township those on its ground; no inspector, section, enterprise. Dispatchers review.
GET    /api/v1/supervision-days/                       + + + + + + + + + + + + + + + + + ?
GET    /api/v1/supervision-days/board/                 + + x x + + + + + x x + + + x x x ?
GET    /api/v1/supervision-days/{check_in}/            + + / / + / + / + / / + + + / / / ?
POST   /api/v1/supervision-days/{check_in}/review/     + + x x x x x x x x x x x x x x x ?
GET    /supervision/                                   + + x x + + + + + x x + + + x x x >
GET    /supervision/board.xlsx                         + + x x + + + + + x x + + + x x x >
POST   /supervision/check-ins/{check_in}/review/       + + x x r / r / r x x r r r x x x >

# Five batches: reports of dispatchers, read by county leaders and the auditor; each office enters its own items.
GET    /api/v1/reports/                                + + x x x x x x x + + + + + x x x ?
GET    /api/v1/reports/periods/                        + + x x x x x x x + + + + + x x x ?
GET    /api/v1/reports/figures/?starts_on=2019-10-01   + + x x x x x x x + + + + + x x x ?
GET    /api/v1/reports/{report}/                       + + x x x x x x x / / + + + x x x ?
GET    /api/v1/reports/{report}/xlsx/                  + + x x x x x x x / / + + + x x x ?
POST   /api/v1/reports/submit/                         + + x x x x x x x x x x x x x x x ?
GET    /api/v1/batch-entries/                          + + x x x x x x x + + + + + x x x ?
POST   /api/v1/batch-entries/                          c c x x x x x x x + c c c c x x x ?
GET    /api/v1/batch-entries/{entry}/                  + + x x x x x x x + / + + + x x x ?
POST   /api/v1/batch-entries/{entry}/withdraw/         c c x x x x x x x + / c c c x x x ?
GET    /reports/                                       + + x x x x x x x + + + + + x x x >
GET    /reports/2019-10-01.xlsx                        + + x x x x x x x + + + + + x x x >
POST   /reports/submit/                                + + x x x x x x x x x x x x x x x >
GET    /ledgers/                                       + + x x x x x x x + + + + + x x x >
POST   /ledgers/                                       r r x x x x x x x + r r r r x x x >
POST   /ledgers/{entry}/withdraw/                      r r x x x x x x x + / r r r x x x >

# Tracks: one's own; author and approver; dispatchers and the auditor up to what is unsealed; a unit its own team's.
GET    /api/v1/tracks/                                 + + + + + + + + + + + + + + + + + ?
GET    /api/v1/tracks/{duty}/                          + + + / / / / / / / / + / + / / / ?

# Phones: who goes out. An upload is its owner's.
GET    /field/                                         x x + + + + x x + x x x x x x x x >
GET    /mobile/v1/package/                             x x + + + + x x + x x x x x x x x ?
POST   /mobile/v1/sync/                                x x + + + + x x + x x x x x x x x ?
POST   /mobile/v1/tracks/                              x x + + + + x x + x x x x x x x x ?
POST   /mobile/v1/uploads/                             x x + + + + x x + x x x x x x x x ?
HEAD   /mobile/v1/uploads/{upload}                     x x + / / / x x / x x x x x x x x ?
PATCH  /mobile/v1/uploads/{upload}                     x x + / / / x x / x x x x x x x x ?
DELETE /mobile/v1/uploads/{upload}                     x x + / / / x x / x x x x x x x x ?
"""

# What is sent: good wherever somebody may do it, so that the table shows who may.
BODIES = {
    "POST /api/v1/plans/": {"date": "2019-10-22", "teams": 1, "stops": 2},
    "POST /plans/new/": {"date": "2019-10-22", "teams": 1, "stops": 2, "departs": "08:30", "shift_ends": "17:30"},
    "POST /api/v1/plans/{draft}/redraw/": {"reason": "示例"},
    "POST /api/v1/plans/{draft}/put_up/": {"approver": "{approver}"},
    "POST /api/v1/plans/{sealed}/release/": {"stop_id": "00000000-0000-4000-8000-000000000000"},
    "POST /api/v1/plans/{sealed}/close/": {"reason": "示例"},
    "POST /api/v1/plans/{over}/close/": {"reason": "示例"},
    "POST /api/v1/plans/{sealed}/cancel/": {"reason": "示例"},
    "POST /api/v1/plans/{over}/cancel/": {"reason": "示例"},
    "POST /plans/{sealed}/cancel/": {"reason": "示例"},
    "POST /plans/{over}/cancel/": {"reason": "示例"},
    "POST /api/v1/draws/nonces/show/": {"date": "2019-10-21"},
    "POST /api/v1/draws/nonces/": {"date": "2019-10-21", "nonce": "ab" * 32},
    "POST /draws/nonce/": {"date": "2019-10-21"},
    "POST /api/v1/visits/{unopened}/accept/": {"reason": "现场照片可见厂门"},
    "POST /api/v1/visits/{visit}/accept/": {"reason": "现场照片可见厂门"},
    "POST /visits/{unopened}/accept/": {"reason": "现场照片可见厂门"},
    "POST /api/v1/hazards/{hazard}/confirm/": {"grade": "general", "clause": "第三十六条"},
    "POST /api/v1/hazards/{hazard}/void/": {"reason": "重复上报的同一处隐患"},
    "POST /hazards/{hazard}/confirm/": {"grade": "general", "clause": "第三十六条"},
    "POST /api/v1/supervision-days/{check_in}/review/": {"decision": "accepted", "reason": "有合影"},
    "POST /supervision/check-ins/{check_in}/review/": {"decision": "accepted", "reason": "有合影"},
    "POST /api/v1/reports/submit/": {"starts_on": "2019-10-01", "text": "示例", "because": "补记"},
    "POST /reports/submit/": {"starts_on": "2019-10-01", "text": "示例", "because": "补记"},
    "POST /api/v1/batch-entries/": {"kind": "exposed", "counted_on": "2019-10-16", "unit": "甲", "text": "示例"},
    "POST /ledgers/": {"kind": "exposed", "counted_on": "2019-10-16", "unit": "甲", "text": "示例"},
    "POST /api/v1/batch-entries/{entry}/withdraw/": {"reason": "记错了"},
    "POST /ledgers/{entry}/withdraw/": {"reason": "记错了"},
    "POST /mobile/v1/sync/": {"device_id": "phone-1", "ops": []},
    "POST /mobile/v1/tracks/": {"device_id": "phone-1", "fixes": []},
    "PATCH /mobile/v1/uploads/{upload}": b"12345",
}


@dataclass(frozen=True, slots=True)
class Row:
    method: str
    path: str
    marks: dict[str, str]  # letter of the person → mark

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def hidden_from(self) -> list[str]:
        return [letter for letter, mark in self.marks.items() if mark == "/"]


def rows() -> list[Row]:
    lines = [line.split() for line in TABLE.splitlines() if line.strip() and not line.startswith("#")]
    letters = lines[0]
    return [Row(method, path, dict(zip(letters, marks, strict=True))) for method, path, *marks in lines[1:]]
