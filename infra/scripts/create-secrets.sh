#!/bin/sh
# Makes the Secrets of a component that are not there yet: create-secrets.sh redis|gitea|keda|server|agents|flux
# What is there is never changed, so SOPS or External Secrets can make them instead (infra/examples).
# Values go from files of a private folder to the API server: never through arguments, logs or Git.
set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ca=${XDG_CONFIG_HOME:-$HOME/.config}/raibid-ci/ca

# missing NAMESPACE NAME: true when it has to be made; its values then go into $work/<name>/<key>.
missing() {
  if kubectl --namespace "$1" get secret "$2" > /dev/null 2>&1; then return 1; fi
  mkdir "$work/$2"
}

create() {
  kubectl --namespace "$1" create secret generic "$2" --from-file="$work/$2" > /dev/null
  label "$1" "$2"
  echo "Made the Secret $1/$2."
}

label() {
  kubectl --namespace "$1" label secret "$2" "app.kubernetes.io/name=$2" "app.kubernetes.io/component=${1#raibid-}" \
    app.kubernetes.io/part-of=raibid-ci app.kubernetes.io/managed-by=raibid-cli > /dev/null
}

# 32 random bytes, in the form of base64 that needs no quoting.
random() {
  head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'
}

# value NAMESPACE NAME KEY: what another component's Secret holds. Fails when there is no such value: a Secret that is
# made without it would stay.
value() {
  found=$(kubectl --namespace "$1" get secret "$2" --output "jsonpath={.data['$(echo "$3" | sed 's/\./\\./g')']}")
  [ -n "$found" ] || { echo "The Secret $1/$2 has no $3." >&2; return 1; }
  printf %s "$found" | base64 -d
}

gitea() {
  kubectl --namespace raibid-gitea exec deployment/gitea --container gitea -- gitea "$@"
}

# token NAME SCOPES: an access token of Gitea's administrator.
token() {
  user=$(value raibid-gitea gitea-admin username)
  made=$(gitea admin user generate-access-token --raw --username "$user" --token-name "$1-$(date +%s)" --scopes "$2")
  printf %s "$made"
}

authority() {
  [ -s "$ca/ca.crt" ] && return
  mkdir -p "$ca"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=raibid-ci' \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$ca/ca.key" -out "$ca/ca.crt" 2> /dev/null
  echo "Made the authority $ca/ca.crt: let browsers and git trust it, and copy it to /etc/rancher/k3s/raibid-ca.crt."
}

# certificate NAMESPACE NAME HOST
certificate() {
  missing "$1" "$2" || return 0
  authority
  printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\n' "$3" > "$work/extensions"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$3" \
    -keyout "$work/$2/tls.key" -out "$work/request" 2> /dev/null
  openssl x509 -req -in "$work/request" -CA "$ca/ca.crt" -CAkey "$ca/ca.key" -days 825 -extfile "$work/extensions" \
    -out "$work/$2/tls.crt" 2> /dev/null
  kubectl --namespace "$1" create secret tls "$2" --cert "$work/$2/tls.crt" --key "$work/$2/tls.key" > /dev/null
  label "$1" "$2"
  echo "Made the certificate $1/$2 for $3."
}

case $1 in
  redis)
    if missing raibid-redis redis-users; then
      for user in server keda monitor backup; do random > "$work/redis-users/$user-password"; done
      create raibid-redis redis-users
    fi
    ;;
  gitea)
    if missing raibid-gitea gitea-admin; then
      printf raibid > "$work/gitea-admin/username"
      printf 'raibid@%s' "${GITEA_HOST:-git.raibid.local}" > "$work/gitea-admin/email"
      random > "$work/gitea-admin/password"
      create raibid-gitea gitea-admin
    fi
    if missing raibid-gitea gitea-keys; then
      for key in secret-key internal-token oauth2-jwt-secret lfs-jwt-secret metrics-token; do
        random > "$work/gitea-keys/$key"
      done
      create raibid-gitea gitea-keys
    fi
    certificate raibid-gitea gitea-tls "${GITEA_HOST:-git.raibid.local}"
    ;;
  keda) ;;
  server)
    if missing raibid-server raibid-server-redis; then
      value raibid-redis redis-users server-password > "$work/raibid-server-redis/password"
      create raibid-server raibid-server-redis
    fi
    if missing raibid-server raibid-server-gitea; then
      token raibid-server write:repository,write:package,read:organization,read:user > "$work/raibid-server-gitea/token"
      random > "$work/raibid-server-gitea/webhook-secret"
      create raibid-server raibid-server-gitea
    fi
    if missing raibid-server raibid-server-keys; then
      random > "$work/raibid-server-keys/admin-token"
      od -An -tx1 -N32 /dev/urandom | tr -d ' \n' > "$work/raibid-server-keys/sealing-key"
      create raibid-server raibid-server-keys
    fi
    certificate raibid-server raibid-server-tls "${SERVER_HOST:-ci.raibid.local}"
    ;;
  agents)
    if missing raibid-agents redis-keda; then
      printf keda > "$work/redis-keda/username"
      value raibid-redis redis-users keda-password > "$work/redis-keda/password"
      create raibid-agents redis-keda
    fi
    ;;
  flux)
    if missing raibid-flux infra-repository; then
      value raibid-gitea gitea-admin username > "$work/infra-repository/username"
      token flux write:repository > "$work/infra-repository/password"
      create raibid-flux infra-repository
    fi
    if missing raibid-flux infra-webhook; then
      random > "$work/infra-webhook/token"
      create raibid-flux infra-webhook
    fi
    ;;
  *)
    echo "There is no component $1." >&2
    exit 2
    ;;
esac
