"""Uses the page at /docs as a person does: authorizes, creates a task, sees it in the list, and
attaches a file to it."""

import json
import shutil
import sys
from pathlib import Path

import serve
from playwright.sync_api import expect, sync_playwright

TITLE = "Water the plants"
# The browser shows an answer when it comes to it, on a machine that may be busy.
expect.set_options(timeout=30_000)


def main():
    target = Path(sys.argv[1])
    with (
        serve.tenant(target) as variables,
        serve.api(target, variables, "browser"),
        sync_playwright() as playwright,
    ):
        token = serve.log_in("ada")
        # Root may not use Chromium's sandbox, and CI is often root.
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = chromium.new_page()
        requests, errors = [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda line: line.type == "error" and errors.append(line.text))
        page.on("pageerror", lambda error: errors.append(str(error)))

        page.goto(f"{serve.ORIGIN}/docs/")
        authorize(page, token)
        created = execute(page, "post", "/api/v1/tasks", json.dumps({"title": TITLE}))
        expect(created).to_contain_text("201")
        listed = execute(page, "get", "/api/v1/tasks")
        expect(listed).to_contain_text(TITLE)

        task = json.loads(created.locator(".highlight-code code").first.inner_text())["id"]
        attached = attach(page, task, b"The fern twice.")
        expect(attached).to_contain_text("201")
        expect(attached).to_contain_text('"size_bytes": 15')

        elsewhere = [url for url in requests if not url.startswith((serve.ORIGIN, "data:"))]
        assert requests and not elsewhere, elsewhere
        assert not errors, errors
        print(f"the page works: {len(requests)} requests, all to {serve.ORIGIN}")


def authorize(page, token):
    page.get_by_role("button", name="Authorize").first.click()
    dialog = page.locator(".modal-ux")
    dialog.locator("input").fill(token)
    dialog.get_by_role("button", name="Apply credentials").click()
    dialog.get_by_role("button", name="Close").click()


def execute(page, method, path, body=None):
    """Sends an operation, and gives the place where the answer is shown."""
    operation = open_operation(page, method, path)
    if body:
        operation.locator("textarea.body-param__text").fill(body)
    return send(operation)


def open_operation(page, method, path):
    operation = page.locator(f".opblock-{method}").filter(
        has=page.locator(f'[data-path="{path}"]')
    )
    operation.locator(".opblock-summary-control").click()
    return operation


def send(operation):
    operation.get_by_role("button", name="Execute").click()
    return operation.locator(".live-responses-table")


def attach(page, task, content):
    """Sends a file by its operation, and gives the place where the answer is shown."""
    operation = open_operation(page, "post", "/api/v1/tasks/{id}/attachments")
    operation.locator('tr[data-param-name="id"] input').fill(task)
    operation.locator('tr[data-param-name="name"] input').fill("plan.txt")
    operation.locator(".body-param-content-type select").select_option("text/plain")
    file = {"name": "plan.txt", "mimeType": "text/plain", "buffer": content}
    operation.locator('input[type="file"]').set_input_files(file)
    return send(operation)


main()
