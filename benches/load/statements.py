"""The statements of the API, for those that are measured beside it: psycopg's parameters are `%s`,
pgbench's stand in the text."""

SESSION = "SELECT user_id, secret_hash FROM sessions WHERE id = %s AND expires_at > now()"

COLUMNS = """id, owner_id, assignee_id, title, description, status, priority, due_at, tags, version,
    created_at, updated_at"""

TASK = f"SELECT {COLUMNS} FROM tasks WHERE id = %s AND (owner_id = %s OR assignee_id = %s)"

LIST = f"""SELECT {COLUMNS} FROM tasks WHERE owner_id = %s OR assignee_id = %s
    ORDER BY created_at DESC, id DESC LIMIT 21"""

INSERT = f"""INSERT INTO tasks (id, owner_id, title, description, status, priority, tags)
    VALUES (%s, %s, %s, '', 'todo', 2, '{{}}') RETURNING {COLUMNS}"""
