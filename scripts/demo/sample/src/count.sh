#!/usr/bin/env bash
# Counts up to a number, slowly enough to be seen.
set -euo pipefail
for ((number = 1; number <= ${1:?a number}; number++)); do
  echo "$number"
  sleep 0.2
done
