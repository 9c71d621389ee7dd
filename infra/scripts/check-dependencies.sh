#!/bin/sh
# Checks that the order of the components agrees everywhere (components.yaml, Taskfile, Flux, README), that every
# reference between objects resolves, and that values files name only values that their charts know. Needs helm.
# Exits 0, 1 (something is wrong) or 2 (something is missing).
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- infra/
exec launchers/raibid-cli check-deps "$@"
