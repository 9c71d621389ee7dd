#!/bin/sh
# Writes one archive of the logs, artifacts and caches, and keeps the newest ones. Their files never change once they
# are there, so the server works on meanwhile. Runs, jobs and sealed secrets are in Redis: its own backup holds them.
set -eu

keep=$1
name=server-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
unfinished=/backups/.$name

# 1: a file went away while it was read, which a running server may do.
tar --create --gzip --file "$unfinished" --directory /data --exclude './*.tmp' . || [ $? -eq 1 ]
gzip --test "$unfinished"
sync
mv "$unfinished" "/backups/$name"
echo "Wrote $name, $(du -m "/backups/$name" | cut -f 1) MiB."

find /backups -maxdepth 1 -name '.server-*.tar.gz' -mmin +360 -delete
find /backups -maxdepth 1 -name 'server-*.tar.gz' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -- "$old"
  echo "Removed $(basename "$old")."
done
