"""Whose token a request carries: one user's, but for requests that end the session."""

import itertools
import os
import sys

import schemathesis

sys.path.insert(0, os.path.dirname(__file__))
import serve

FINAL = {"DELETE /api/v1/users/me", "DELETE /api/v1/sessions/current", "DELETE /api/v1/sessions/{id}"}
NAMES = (f"user{number}" for number in itertools.count())


# Asked for each request: the tokens below are kept where they can be.
@schemathesis.auth(refresh_interval=None)
class Token:
    kept = None

    def get(self, case, context):
        if context.operation.label in FINAL:
            return serve.log_in(next(NAMES))
        self.kept = self.kept or serve.log_in(next(NAMES))
        return self.kept

    def set(self, case, token, context):
        case.headers["Authorization"] = f"Bearer {token}"
