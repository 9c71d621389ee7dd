#!/bin/sh
# Checks the manifests, kustomizations and charts of infra/ (or of the given paths) against the schemas of Kubernetes.
# Needs helm for the charts. Exits 0, 1 (something is wrong) or 2 (something is missing). All options of
# `raibid-cli validate` may be given.
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- infra/
exec launchers/raibid-cli validate "$@"
