"""Uses the page at /docs as a person does who types nothing: authorizes, opens each operation, and
clicks. What must be filled in are the ids of what was created before, and a file."""

import json
import shutil
import sys
from pathlib import Path

import serve
from playwright.sync_api import expect, sync_playwright

# The browser shows an answer when it comes to it, on a machine that may be busy.
expect.set_options(timeout=30_000)

FILES = {
    "text/plain": ("plan.txt", b"The fern twice."),
    "image/png": ("face.png", b"\x89PNG\r\n\x1a\n"),
}

# In this order each finds what it needs. The number is the status that a click must give; the last is the
# type of a file. What ends the session or the account comes last.
CLICKS = [
    ("get", "/users/me", 200),
    ("patch", "/users/me", 200),
    ("put", "/users/me/image", 200, "image/png"),
    ("get", "/users/me/image", 200),
    ("get", "/users/me/image/download", 200),
    ("delete", "/users/me/image", 204),
    ("get", "/users/me/export", 200),
    ("get", "/sessions", 200),
    ("get", "/tasks", 200),
    ("get", "/tasks/deleted", 200),
    ("get", "/tasks/{id}", 200),
    ("put", "/tasks/{id}", 200),
    ("patch", "/tasks/{id}", 200),
    ("post", "/tasks/{id}/attachments", 201, "text/plain"),
    ("get", "/tasks/{id}/attachments", 200),
    ("get", "/tasks/{id}/attachments/{attachment_id}", 200),
    ("get", "/tasks/{id}/attachments/{attachment_id}/download", 200),
    ("delete", "/tasks/{id}/attachments/{attachment_id}", 204),
    ("put", "/tasks/{id}/offer", 200),
    ("get", "/tasks/{id}/offer", 200),
    ("delete", "/tasks/{id}/offer", 204),
    ("get", "/offers", 200),
    ("post", "/offers/{id}/accept", 200),
    ("delete", "/offers/{id}", 204),
    ("delete", "/tasks/{id}/assignment", 204),
    ("delete", "/tasks/{id}", 204),
    ("delete", "/sessions/{id}", 204),
]
LAST = [("delete", "/sessions/current", 204), ("delete", "/users/me", 204)]


def main():
    target = Path(sys.argv[1])
    with (
        serve.tenant(target) as variables,
        serve.api(target, variables, "browser"),
        sync_playwright() as playwright,
    ):
        # Root may not use Chromium's sandbox, and CI is often root.
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = chromium.new_page()
        requests, errors = [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda line: line.type == "error" and errors.append(line.text))
        page.on("pageerror", lambda error: errors.append(str(error)))

        # The examples of both make an account, and a session of it.
        page.goto(f"{serve.ORIGIN}/docs/")
        click(page, "post", "/users", 201)
        session = click(page, "post", "/sessions", 201)
        authorize(page, session["token"])
        task = click(page, "post", "/tasks", 201)
        ids = made(session["token"], task["id"])
        for method, path, status, *file in CLICKS:
            answer = click(page, method, path, status, ids, *file)
            if method == "post" and path == "/tasks/{id}/attachments":
                ids["attachments"] = [answer["id"]]
        clicked = {(method, path) for method, path, *_ in CLICKS + LAST}
        for method, path, status in LAST:
            # Each with a session of its own, since both end it.
            page.goto(f"{serve.ORIGIN}/docs/")
            authorize(page, click(page, "post", "/sessions", 201)["token"])
            click(page, method, path, status)
        clicked |= {("post", "/users"), ("post", "/sessions"), ("post", "/tasks")}
        assert clicked == described(page), clicked ^ described(page)

        elsewhere = [url for url in requests if not url.startswith((serve.ORIGIN, "data:"))]
        assert requests and not elsewhere, elsewhere
        assert not errors, errors
        print(f"{len(clicked)} operations work as they stand: {len(requests)} requests, all to {serve.ORIGIN}")


def described(page):
    """Every operation of the document."""
    document = page.request.get(f"{serve.ORIGIN}/api/v1/openapi.json").json()
    return {
        (method, path.removeprefix("/api/v1"))
        for path, item in document["paths"].items()
        for method in item
    }


def made(token, task):
    """The ids of what a person has after a while: offers by somebody else, and another session."""
    other = serve.log_in("eve")
    for title in ("Buy a fern", "Buy a cactus"):
        offered = serve.post("/tasks", {"title": title}, other)["id"]
        serve.put(f"/tasks/{offered}/offer", {"email": "ada@example.com"}, other)
    offers = serve.get("/api/v1/offers", token)["items"]
    me = serve.get("/api/v1/users/me", token)["id"]
    serve.patch(f"/tasks/{task}", {"assignee_id": me}, token)
    session = serve.post("/sessions", {"email": "ada@example.com", "password": serve.PASSWORD})
    return {
        "tasks": [task],
        "offers": [offer["id"] for offer in offers],
        "sessions": [session["id"]],
    }


def authorize(page, token):
    page.get_by_role("button", name="Authorize").first.click()
    dialog = page.locator(".modal-ux")
    dialog.locator("input").fill(token)
    dialog.get_by_role("button", name="Apply credentials").click()
    dialog.get_by_role("button", name="Close").click()


def click(page, method, path, status, ids=(), media_type=None):
    """Sends an operation as it stands; asserts its status, and gives what it was answered."""
    operation = page.locator(f".opblock-{method}").filter(
        has=page.locator(f'[data-path="/api/v1{path}"]')
    )
    summary = operation.locator(".opblock-summary-control")
    summary.click()
    for name in ("id", "attachment_id"):
        field = operation.locator(f'tr[data-param-name="{name}"] input')
        if "{" + name + "}" in path:
            field.fill(id_of(path, name, ids))
    if media_type:
        name, content = FILES[media_type]
        operation.locator(".body-param-content-type select").select_option(media_type)
        file = {"name": name, "mimeType": media_type, "buffer": content}
        operation.locator('input[type="file"]').set_input_files(file)
    with page.expect_response(lambda answer: "/api/v1/" in answer.url) as asked:
        operation.get_by_role("button", name="Execute").click()
    shown = operation.locator(".live-responses-table")
    expect(shown).to_contain_text(str(status))
    answer = asked.value
    assert answer.status == status, f"{method} {path}: {answer.status}"
    summary.click()
    return answer.json() if status in (200, 201) and "json" in answer.headers["content-type"] else None


def id_of(path, name, ids):
    """The id that a placeholder stands for. An offer is there once."""
    segments = path.split("/")
    of = ids[segments[segments.index("{" + name + "}") - 1]]
    return of.pop() if path.startswith("/offers") else of[0]


main()
