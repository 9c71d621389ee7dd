# What a hostile job looks for beside itself, in its pod and on the node; a line for each attempt. What it must find, so that
# finding nothing says something, is its own: planted below.
export OWN_WORD=planted-raibid_lease_0
mkdir -p /job/temp/own
echo "$OWN_WORD" >/job/temp/own/word
python3 -m http.server 8123 --bind 127.0.0.1 --directory /job/temp/own >/dev/null 2>&1 &
until curl -s -o /dev/null http://127.0.0.1:8123/; do sleep 0.1; done

tell() { echo "= $1: $(sort -u | tr '\n' ' ' | sed 's/ $//')"; }
try() { what=$1; shift; "$@" >/dev/null 2>&1 && echo "= $what: done" || echo "= $what: refused"; }

# Lease tokens, tokens of pods, words of other jobs.
words='raibid_lease_[A-Za-z0-9_-]\+\|raibid_agent_[A-Za-z0-9_-]\+\|raibid_admin_[A-Za-z0-9_-]\+\|eyJhbGciOi[A-Za-z0-9_-]\+\|the-word-of-[a-z-]\+'
cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | grep -aoh "$words" | tell 'words in processes'
grep -raoh "$words" /job/temp /job/home /job/tools /tmp /run /var /dev/shm /etc 2>/dev/null | tell 'words in files'
find /run/secrets /var/run/secrets /run/agent /run/executor /job/temp/own -mindepth 1 2>/dev/null | tell 'tokens and sockets'
ps -eo args | grep -o '[r]aibid-agent [a-z-]*\|[h]ttp\.server' | tell 'processes'
# State 0A listens; all containers of a pod share its network.
awk '$4 == "0A" { print $2 }' /proc/net/tcp /proc/net/tcp6 | tell 'listening'
awk '$8 ~ /^@/ { print $8 }' /proc/net/unix | tell 'abstract sockets'

# The agent's requests go through the same network with its lease token in them.
try 'listening to packets' python3 -c 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)'
try 'making packets' python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)'
try 'making connections' python3 -c 'import socket; socket.create_connection(("127.0.0.1", 8123))'
try 'mounting' mount -t tmpfs none /job/temp/own
try 'a user namespace' unshare --user --map-root-user true
try 'writing to the system' touch /usr/bin/mine
try 'writing to the workspace' touch /job/temp/own/mine
try 'a setting of the kernel' sh -c 'echo 0 >/proc/sys/kernel/randomize_va_space'
try 'a device' sh -c 'mknod /job/temp/own/disk b 8 0'
echo "= user: $(id -u)"
grep -E '^(CapPrm|CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | sed 's/\t/ /; s/^/= /'
