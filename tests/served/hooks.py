"""Whose token a request carries: one user's, but for requests that end the session. And how files
begin, so that some of them are taken.
"""

import itertools
import os
import sys

import schemathesis
from hypothesis import strategies

sys.path.insert(0, os.path.dirname(__file__))
import serve

FINAL = {"DELETE /api/v1/users/me", "DELETE /api/v1/sessions/current", "DELETE /api/v1/sessions/{id}"}
NAMES = (f"user{number}" for number in itertools.count())
# Of the range for such measurements (RFC 2544).
ADDRESSES = (f"198.18.{number // 250 % 250}.{number % 250}" for number in itertools.count())


@schemathesis.hook
def before_call(context, case, kwargs):
    """Each request as from another client, or all that is tried would be the limits on one."""
    case.headers["X-Forwarded-For"] = next(ADDRESSES)


# Asked for each request: the tokens below are kept where they can be.
@schemathesis.auth(refresh_interval=None)
class Token:
    kept = None

    def get(self, case, context):
        if context.operation.label in FINAL:
            return serve.log_in(next(NAMES), next(ADDRESSES))
        self.kept = self.kept or serve.log_in(next(NAMES), next(ADDRESSES))
        return self.kept

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"


OFFICE = "application/vnd.openxmlformats-officedocument"
ZIPS = [
    f"{OFFICE}.wordprocessingml.document",
    f"{OFFICE}.spreadsheetml.sheet",
    f"{OFFICE}.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
]


def beginning_with(start):
    """Files of a type, and some that only say so."""
    return strategies.one_of(
        strategies.binary(max_size=64).map(lambda rest: start + rest), strategies.binary(max_size=64)
    )


for name, start, aliases in [
    ("application/pdf", b"%PDF-", []),
    ("application/zip", b"PK\x03\x04", ZIPS),
    ("image/png", b"\x89PNG\r\n\x1a\n", []),
    ("image/jpeg", b"\xff\xd8\xff", []),
    ("image/gif", b"GIF89a", []),
    ("image/webp", b"RIFF\0\0\0\0WEBP", []),
    ("video/mp4", b"\0\0\0\x18ftyp", []),
]:
    schemathesis.openapi.media_type(name, beginning_with(start), aliases=aliases)
