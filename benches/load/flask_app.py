"""The stack that was asked for first: Flask, gunicorn and psycopg, answering three requests as the
API does, with the same check of the bearer token and the same statements."""

import base64
import hashlib
import hmac
import os
import uuid

from flask import Flask, abort, jsonify, request
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool
from statements import FILTERS, INSERT, LIST, SESSION, TASK

app = Flask(__name__)
# One worker serves one request at a time, so one connection each is all it can use.
pool = ConnectionPool(
    os.environ["DATABASE"],
    min_size=1,
    max_size=1,
    # From the first execution on, as the API does it.
    kwargs={"row_factory": dict_row, "prepare_threshold": 0, "autocommit": True},
)


def user_id(connection):
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    try:
        token = base64.urlsafe_b64decode(text)
    except ValueError:
        abort(401)
    if scheme != "Bearer" or len(token) != 48:
        abort(401)
    row = connection.execute(SESSION, [uuid.UUID(bytes=token[:16])]).fetchone()
    secret_hash = hashlib.sha256(token[16:]).digest()
    if row is None or not hmac.compare_digest(row["secret_hash"], secret_hash):
        abort(401)
    return row["user_id"]


def body(task):
    return {
        **task,
        "due_at": task["due_at"] and task["due_at"].isoformat(),
        "created_at": task["created_at"].isoformat(),
        "updated_at": task["updated_at"].isoformat(),
    }


@app.get("/api/v1/tasks/<uuid:task_id>")
def read(task_id):
    with pool.connection() as connection:
        caller = user_id(connection)
        task = connection.execute(TASK, [task_id, caller, caller]).fetchone()
    if task is None:
        abort(404)
    answer = jsonify(body(task))
    answer.headers["ETag"] = f'"{task["version"]}"'
    return answer


@app.get("/api/v1/tasks")
def list_tasks():
    with pool.connection() as connection:
        caller = user_id(connection)
        selection = {"caller": caller, "limit": 21, **dict.fromkeys(FILTERS)}
        tasks = connection.execute(LIST, selection).fetchall()
    cursors = [task.pop("sort_key") for task in tasks]
    next_cursor = cursors[19] if len(tasks) > 20 else None
    return jsonify(items=[body(task) for task in tasks[:20]], next_cursor=next_cursor)


@app.post("/api/v1/tasks")
def create():
    new = request.get_json()
    with pool.connection() as connection:
        caller = user_id(connection)
        task = connection.execute(INSERT, [uuid.uuid4(), caller, new["title"]]).fetchone()
    return jsonify(body(task)), 201
