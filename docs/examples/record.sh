#!/bin/sh
# What a provider answered, as it is; the query says whose it was.
curl --fail-with-body "$OBOLE_URL/api/v1/usage?provider=mistral&team=Support" \
  -H "Authorization: Bearer $OBOLE_KEY" \
  -H "Content-Type: application/json" \
  -d '{"id": "cmpl-1", "created": 1781515800, "model": "mistral-medium-2508",
       "usage": {"prompt_tokens": 10000, "completion_tokens": 1000, "total_tokens": 11000}}'
