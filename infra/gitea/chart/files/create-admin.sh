#!/bin/bash
# Brings the database up to date and makes the first administrator, once.
set -euo pipefail

gitea migrate
if gitea admin user list --admin | awk 'NR > 1 { print $2 }' | grep -qxF -- "$ADMIN_USERNAME"; then
  echo "The administrator $ADMIN_USERNAME exists."
  exit 0
fi
# Gitea takes the password as an argument only: it shows in this container's own list of processes, for less than a second.
gitea admin user create --admin --must-change-password=false \
  --username="$ADMIN_USERNAME" --password="$ADMIN_PASSWORD" --email="$ADMIN_EMAIL"
