#!/bin/sh
# Writes infra/flux/flux-system/crds/ from the Go types of the controllers that infra/components.yaml pins.
# Needs Go and the Go module proxy. Run it when you change a version, and commit what it writes.
set -eu
cd "$(dirname "$0")/../.."

target=infra/flux/flux-system/crds
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

version_of() {
  sed -n "s|^ *- ghcr.io/fluxcd/$1:||p" infra/components.yaml
}

(
  root=$PWD
  cd "$work"
  cat > module.go <<'CODE'
package crds

import (
	_ "github.com/fluxcd/helm-controller/api/v2"
	_ "github.com/fluxcd/kustomize-controller/api/v1"
	_ "github.com/fluxcd/notification-controller/api/v1"
	_ "github.com/fluxcd/notification-controller/api/v1beta3"
	_ "github.com/fluxcd/source-controller/api/v1"
)
CODE
  go mod init crds 2> /dev/null
  for controller in source kustomize helm notification; do
    version=$(cd "$root" && version_of "$controller-controller")
    go mod edit -require "github.com/fluxcd/$controller-controller/api@$version"
  done
  go mod tidy 2> /dev/null
  GOBIN=$work go install sigs.k8s.io/controller-tools/cmd/controller-gen@v0.23.0
  # Without descriptions: `kubectl explain` is poorer for it, and the files are a tenth.
  ./controller-gen crd:maxDescLen=0 output:crd:dir=out \
    paths=github.com/fluxcd/source-controller/api/v1 \
    paths=github.com/fluxcd/kustomize-controller/api/v1 \
    paths=github.com/fluxcd/helm-controller/api/v2 \
    paths=github.com/fluxcd/notification-controller/api/v1 \
    paths=github.com/fluxcd/notification-controller/api/v1beta3
)

mkdir -p "$target"
rm -f "$target"/*.yaml
for file in "$work"/out/*.yaml; do
  sed 's|^metadata:$|metadata:\
  labels:\
    app.kubernetes.io/name: flux\
    app.kubernetes.io/component: flux\
    app.kubernetes.io/part-of: raibid-ci\
    app.kubernetes.io/managed-by: raibid-cli|' "$file" > "$target/$(basename "$file")"
done
ls "$target"
