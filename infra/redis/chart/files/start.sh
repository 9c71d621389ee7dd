#!/bin/sh
# Removes what a Redis that was killed has left of rewriting its file, and starts Redis. It never looks at these files again,
# and each has the size of all data: after some such deaths the disk would be full, and Redis would not start.
set -eu

rm -f /data/temp-*.aof /data/temp-*.rdb
exec redis-server /etc/redis/redis.conf
