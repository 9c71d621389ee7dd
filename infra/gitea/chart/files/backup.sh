#!/bin/bash
# Writes one archive of the database, repositories, packages and attachments, and keeps the newest ones.
set -euo pipefail

keep=$1
name=gitea-$(date -u +%Y%m%dT%H%M%SZ).zip
unfinished=/backups/.$name

# Before the first repository its folder is not there, and the dump would fail.
mkdir -p /var/lib/gitea/git/repositories
# Indexes are built again from the rest.
gitea dump --quiet --skip-log --skip-index --tempdir /tmp/gitea --file "$unfinished"
sync
mv "$unfinished" "/backups/$name"
echo "Wrote $name, $(du -m "/backups/$name" | cut -f 1) MiB."

find /backups -maxdepth 1 -name '.gitea-*.zip' -mmin +360 -delete
find /backups -maxdepth 1 -name 'gitea-*.zip' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -- "$old"
  echo "Removed $(basename "$old")."
done
