wrk.method = "POST"
wrk.body = '{"title": "Water the plants"}'
wrk.headers["Content-Type"] = "application/json"
