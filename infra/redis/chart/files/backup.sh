#!/bin/sh
# Takes a snapshot over the replication protocol, checks it, and keeps the newest ones. The server works on meanwhile.
set -eu

host=$1
keep=$2
name=redis-$(date -u +%Y%m%dT%H%M%SZ).rdb
unfinished=/backups/.$name

redis-cli -e -h "$host" --user backup --rdb "$unfinished"
redis-check-rdb "$unfinished" > /dev/null
sync
mv "$unfinished" "/backups/$name"
echo "Wrote $name, $(du -k "/backups/$name" | cut -f 1) KiB."

find /backups -maxdepth 1 -name '.redis-*.rdb' -mmin +60 -delete
find /backups -maxdepth 1 -name 'redis-*.rdb' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -- "$old"
  echo "Removed $(basename "$old")."
done
