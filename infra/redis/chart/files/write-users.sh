#!/bin/sh
# Writes the ACL file from the passwords in /run/secrets/redis-users. Redis gets hashes only.
set -eu

hash_of() {
  if [ ! -s "/run/secrets/redis-users/$1-password" ]; then
    echo "The Secret has no key $1-password, or it is empty." >&2
    exit 1
  fi
  printf '%s' "$(cat "/run/secrets/redis-users/$1-password")" | sha256sum | cut -d ' ' -f 1
}

server=$(hash_of server)
keda=$(hash_of keda)
monitor=$(hash_of monitor)
backup=$(hash_of backup)

# Nobody gets in as `default`, which is off and has no password. It keeps all rights nevertheless: at a start Redis replays
# the transactions of its own file with them, and silently leaves out what they do not allow (redis#14541).
# The server gets the commands of its own scripts (docs/redis.md lists them), KEDA the length of a queue.
umask 077
cat > /run/redis/users.acl <<USERS
user default off resetpass allkeys allchannels +@all
user server on #$server ~{raibid}:* &{raibid}:* -@all +get +set +exists +del +unlink +hget +hgetall +hmget +hset +hsetnx +hdel +hexists +hincrby +hkeys +hlen +hvals +sadd +srem +sismember +smembers +zadd +zrem +zcard +zscore +zrange +zrangebyscore +zrangebylex +zlexcount +xadd +xdel +xlen +publish +hello +select +ping +info +evalsha +script|load +subscribe
user keda on #$keda %R~{raibid}:queue:* resetchannels -@all +ping +hello +client|setname +xlen
user monitor on #$monitor resetkeys resetchannels -@all +ping +hello +client|setname +client|list +info +config|get +slowlog|len +slowlog|get +latency|latest +latency|histogram
user backup on #$backup resetkeys resetchannels -@all +ping +hello +replconf +psync +sync
USERS
