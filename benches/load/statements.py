"""The statements of the API, for those that are measured beside it: psycopg's parameters are `%s`,
pgbench's stand in the text."""

SESSION = "SELECT user_id, secret_hash FROM sessions WHERE id = %s AND expires_at > now()"

COLUMNS = """id, owner_id, assignee_id, title, description, status, priority, due_at, tags, version,
    created_at, updated_at"""

TASK = f"SELECT {COLUMNS} FROM tasks WHERE id = %s AND (owner_id = %s OR assignee_id = %s)"

PAGE = "ORDER BY created_at DESC, id DESC LIMIT %(limit)s"


def selection(whose):
    return f"""(SELECT {COLUMNS} FROM tasks
        WHERE {whose}
            AND (%(status)s::text IS NULL OR status = %(status)s)
            AND (%(priority)s::smallint IS NULL OR priority = %(priority)s)
            AND (%(tag)s::text IS NULL OR tags @> ARRAY[%(tag)s])
            AND (%(owner)s::uuid IS NULL OR owner_id = %(owner)s)
            AND (%(assignee)s::uuid IS NULL OR assignee_id = %(assignee)s)
            AND (%(due_after)s::timestamptz IS NULL OR due_at >= %(due_after)s)
            AND (%(due_before)s::timestamptz IS NULL OR due_at < %(due_before)s)
            AND (%(q)s::text IS NULL OR search @@ websearch_to_tsquery('simple', %(q)s))
        {PAGE})"""


OWN = selection("owner_id = %(caller)s")
ASSIGNED = selection("assignee_id = %(caller)s AND owner_id <> %(caller)s")
# A list without a filter, in its usual order: the statement has them all the same.
LIST = f"""SELECT {COLUMNS}, (created_at)::text AS sort_key
    FROM ({OWN} UNION ALL {ASSIGNED}) AS tasks {PAGE}"""

FILTERS = ["status", "priority", "tag", "owner", "assignee", "due_after", "due_before", "q"]

INSERT = f"""INSERT INTO tasks (id, owner_id, title, description, status, priority, tags)
    VALUES (%s, %s, %s, '', 'todo', 2, '{{}}') RETURNING {COLUMNS}"""
