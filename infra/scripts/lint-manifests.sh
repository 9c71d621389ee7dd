#!/bin/sh
# Holds infra/ (or the given paths) to the standards of infra/README.md, to .yamllint.yaml and to `helm lint`.
# Needs helm; yamllint is asked too where it is installed. Exits 0, 1 (something is wrong) or 2 (something is missing).
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- infra/

result=0
launchers/raibid-cli lint "$@" || result=$?
if command -v yamllint > /dev/null; then
  yamllint --strict "$@" || result=1
fi
# A missing helm was said above, with exit code 2.
if command -v helm > /dev/null; then
  for chart in infra/*/chart/Chart.yaml; do
    folder=$(dirname "$chart")
    for values in "$folder"/values*.yaml; do
      helm lint --strict --quiet "$folder" --values "$values" || result=1
    done
  done
fi
exit "$result"
