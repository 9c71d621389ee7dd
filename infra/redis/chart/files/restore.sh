#!/bin/sh
# Replaces the data by a backup, once for each name. An RDB file beside an append-only file is not read by Redis;
# as the base of a new append-only file it is.
set -eu

name=$1
backup=/backups/$name
mark=/data/.restored
log=appendonlydir

if [ "$(cat "$mark" 2>/dev/null || true)" = "$name" ]; then
  echo "$name was restored before: nothing to do."
  exit 0
fi
redis-check-rdb "$backup"

rm -rf "/data/$log.new"
mkdir "/data/$log.new"
cp "$backup" "/data/$log.new/appendonly.aof.1.base.rdb"
printf 'file appendonly.aof.1.base.rdb seq 1 type b\n' > "/data/$log.new/appendonly.aof.manifest"
sync

# What was there stays beside it until the next restore.
rm -rf "/data/$log.before-restore"
if [ -d "/data/$log" ]; then mv "/data/$log" "/data/$log.before-restore"; fi
mv "/data/$log.new" "/data/$log"
printf '%s' "$name" > "$mark"
sync
echo "Restored $name."
