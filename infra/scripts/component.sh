#!/bin/sh
# Prints a field of a component of infra/components.yaml: component.sh keda version
set -eu
awk -v name="$1" -v field="$2:" '
  $1 == "-" && $2 == "name:" && $3 == name && /^  - / { found = 1; next }
  found && /^  - / { exit }
  found && $1 == field { print $2; done = 1; exit }
  END { if (!done) { print "components.yaml: " name " has no " field > "/dev/stderr"; exit 1 } }
' "$(dirname "$0")/../components.yaml"
