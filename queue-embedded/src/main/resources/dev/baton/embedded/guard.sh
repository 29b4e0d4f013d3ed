# Starts a Redis and ends it when standard input ends. The JVM holds the other end of that pipe, so its death, even by
# SIGKILL, is seen at once; a shutdown hook would not run then and the server would stay behind.
# Arguments: the server's command line. BATON_SCRATCH: a directory to remove once the server is gone, may be empty.

# Ctrl-C in a terminal reaches the whole process group. Redis must outlive it, for a worker wants to hand back its jobs.
trap '' INT HUP
if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; fi
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
echo "baton-guard: $server"

(
  trap - TERM
  while read -r line <&3; do :; done
  kill -TERM "$server"
  kill -CONT "$server" # a suspended server sees SIGTERM only after this
  left=30
  while [ "$left" -gt 0 ] && kill -0 "$server"; do
    left=$((left - 1))
    sleep 0.1
  done
  kill -KILL "$server"
) >/dev/null 2>&1 &
watcher=$!

trap 'kill -TERM "$server"' TERM
wait "$server"
status=$?
# A trapped signal ends wait early; the server may still be writing its last bytes.
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  status=$?
done
kill -KILL "$watcher" 2>/dev/null
if [ -n "$BATON_SCRATCH" ]; then rm -rf -- "$BATON_SCRATCH"; fi
exit "$status"
