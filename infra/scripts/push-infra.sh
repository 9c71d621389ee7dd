#!/bin/sh
# Makes the repository raibid/infra in Gitea with infra/ as its first commit, for Flux to follow. One that is there
# belongs to Git, and is left alone. SIZE=dev notes that values-dev.yaml lies over the values (infra/flux/clusters/small).
# The administrator's password goes to curl and git in a private file: never through arguments, logs or Git.
set -eu
umask 077
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
forward=
trap '[ -z "$forward" ] || kill "$forward" 2> /dev/null || true; rm -rf "$work"' EXIT
owner=raibid

admin() {
  found=$(kubectl --namespace raibid-gitea get secret gitea-admin --output "jsonpath={.data.$1}")
  printf %s "$found" | base64 -d
}

# api PATH [BODY]: calls Gitea; its answer goes to $work/answer, the status to standard output.
api() {
  curl --silent --netrc-file "$work/.netrc" --output "$work/answer" --write-out '%{http_code}' \
    ${2:+--header 'Content-Type: application/json' --data "$2"} "$address/api/v1$1"
}

# make PATH BODY
make() {
  status=$(api "$1" "$2")
  case $status in
    201) ;;
    *)
      echo "Gitea refused POST $1: HTTP status $status $(cat "$work/answer")" >&2
      exit 1
      ;;
  esac
}

user=$(admin username)
password=$(admin password)
printf 'machine 127.0.0.1 login %s password %s\n' "$user" "$password" > "$work/.netrc"
kubectl --namespace raibid-gitea port-forward service/gitea :3000 --address 127.0.0.1 > "$work/forward" &
forward=$!
until port=$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\) .*/\1/p' "$work/forward") && [ -n "$port" ]; do
  kill -0 "$forward" 2> /dev/null || { wait "$forward"; exit 1; }
  sleep 0.1
done
address=http://127.0.0.1:$port

if [ "$(api "/repos/$owner/infra/branches/main")" = 200 ]; then
  echo "The repository $owner/infra is there: Git owns it."
  exit
fi
if [ "$(api "/repos/$owner/infra")" != 200 ]; then
  repository='{"name": "infra", "private": true, "default_branch": "main"}'
  if [ "$user" = "$owner" ]; then
    make /user/repos "$repository"
  else
    [ "$(api "/orgs/$owner")" = 200 ] || make /orgs "{\"username\": \"$owner\"}"
    make "/orgs/$owner/repos" "$repository"
  fi
fi

mkdir "$work/tree"
cp -R infra "$work/tree/infra"
# What `raibid-cli upgrade` goes on with.
case ${SIZE:-} in dev | test) profile=$SIZE ;; *) profile=default ;; esac
printf 'profile: %s\nvalues: {}\n' "$profile" > "$work/tree/setup.yaml"
export HOME="$work" GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
unset XDG_CONFIG_HOME
git init --quiet --initial-branch=main "$work/tree"
cd "$work/tree"
git add --all --force
git -c user.name=raibid-cli -c user.email=raibid-cli@localhost commit --quiet --message 'Begin with what was deployed'
git push --quiet "$address/$owner/infra.git" main main:raibid-cli
echo "Pushed infra/ to the new repository $owner/infra."
