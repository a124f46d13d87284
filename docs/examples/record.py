"""Records what two calls used, as lines. Needs nothing but Python."""
import json
import os
import urllib.request

rows = [
    {"timestamp": "2026-06-15T09:30:00Z", "provider": "mistral", "model": "mistral-medium-2508",
     "input_tokens": 10_000, "output_tokens": 1_000, "team": "Support", "request_id": f"py-{n}"}
    for n in (1, 2)
]
request = urllib.request.Request(
    f"{os.environ['OBOLE_URL']}/api/v1/usage",
    data="\n".join(json.dumps(row) for row in rows).encode(),
    headers={"Authorization": f"Bearer {os.environ['OBOLE_KEY']}", "Content-Type": "application/x-ndjson"},
)
with urllib.request.urlopen(request) as answer:
    print(answer.read().decode())
