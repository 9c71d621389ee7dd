#!/bin/sh
# Installs or updates k3s on this machine, as root (by sudo): the pinned release, checked against its SHA-256, with the
# configuration in infra/k3s/. A second run changes nothing. SIZE=small for a small box.
set -eu
cd "$(dirname "$0")/.."

if [ "$(id -u)" -ne 0 ]; then
  exec sudo -- env "SIZE=${SIZE:-}" "$PWD/scripts/install-k3s.sh"
fi
case $(uname -m) in
  x86_64) file=k3s sums=sha256sum-amd64.txt ;;
  aarch64) file=k3s-arm64 sums=sha256sum-arm64.txt ;;
  *)
    echo "k3s has no release for $(uname -m)." >&2
    exit 1
    ;;
esac

version=$(scripts/component.sh k3s version)
tag=$(printf '%s' "$version" | sed 's/+/%2B/')
target=/usr/local/bin/k3s
configuration=/etc/rancher/k3s
changed=false

# put SOURCE TARGET: notes whether anything changed, since k3s itself does not look.
put() {
  if ! cmp -s "$1" "$2"; then
    install -D -m 600 "$1" "$2"
    echo "Wrote $2."
    changed=true
  fi
}

put k3s/config.yaml "$configuration/config.yaml"
put k3s/registries.yaml "$configuration/registries.yaml"
put k3s/audit-policy.yaml "$configuration/audit-policy.yaml"
if [ "${SIZE:-}" = small ] || [ "${SIZE:-}" = dev ]; then
  put k3s/sizes/small.yaml "$configuration/config.yaml.d/small.yaml"
elif [ -e "$configuration/config.yaml.d/small.yaml" ]; then
  rm "$configuration/config.yaml.d/small.yaml"
  echo "Removed $configuration/config.yaml.d/small.yaml."
  changed=true
fi

if ! "$target" --version 2> /dev/null | grep -qF "$version"; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  release=https://github.com/k3s-io/k3s/releases/download/$tag
  curl -fsSL --retry 3 -o "$work/$file" "$release/$file"
  curl -fsSL --retry 3 -o "$work/$sums" "$release/$sums"
  (cd "$work" && grep " $file\$" "$sums" | sha256sum --check --quiet -)
  curl -fsSL --retry 3 -o "$work/install.sh" "https://raw.githubusercontent.com/k3s-io/k3s/$tag/install.sh"
  install -m 755 "$work/$file" "$target"
  INSTALL_K3S_SKIP_DOWNLOAD=true INSTALL_K3S_EXEC=$(grep -v '^#' k3s/install-flags.txt | tr '\n' ' ') \
    sh "$work/install.sh"
  changed=false
fi

if [ "$changed" = true ]; then
  echo "The configuration changed: restarting k3s. Pods go on running."
  systemctl restart k3s
fi
"$target" kubectl wait --for=condition=Ready node --all --timeout=300s

# For the person who called sudo, unless there is a cluster of theirs already.
if [ -n "${SUDO_USER:-}" ]; then
  home=$(getent passwd "$SUDO_USER" | cut -d : -f 6)
  if [ ! -e "$home/.kube/config" ]; then
    install -d -m 700 -o "$SUDO_USER" -g "$(id -g "$SUDO_USER")" "$home/.kube"
    install -m 600 -o "$SUDO_USER" -g "$(id -g "$SUDO_USER")" /etc/rancher/k3s/k3s.yaml "$home/.kube/config"
    echo "Wrote $home/.kube/config."
  fi
fi
