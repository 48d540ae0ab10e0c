# Helpers of the command line tests: each test file sources this one, then says what it does and
# what it expects. It runs in an empty folder that is removed at the end; the exit code is 1 where
# any expectation failed.
#
#   run ARGS...           runs coppice; output in `out`, messages in `err`, exit code in $status
#   interrupt TEXT ARGS...  the same, with Ctrl-C once an event of its log (JSON) has the text
#   expect_exit CODE      of the last run
#   expect_error REGEX    messages are one line, "coppice: error: ..." that matches
#   expect_out REGEX      a line of the output matches; expect_err for the messages
#   expect_json FILTER [FILE]   jq says true of the output, or of a file
#   expect_list FILTER FILE     jq says true of a file's JSON lines, as a list
#   expect_file PATH      exists and is not empty; expect_no_file
#   expect_same A B       two files have the same bytes
#   expect COMMAND...     succeeds

: "${COPPICE:?path of the coppice program}" "${COPPICE_SOURCE:?folder of the project}"
data=$COPPICE_SOURCE/data
failures=0
status=0
last="nothing"
work=$(mktemp -d)
cd "$work" || exit 1

finish() {
  local code=$?
  cd / && rm -rf "$work"
  if [ "$failures" -gt 0 ]; then
    echo "$failures expectations failed" >&2
    exit 1
  fi
  exit "$code"
}
trap finish EXIT

fail() {
  failures=$((failures + 1))
  echo "FAILED: $1" >&2
  echo "  after: coppice $last (exit code $status)" >&2
  sed 's/^/  err: /' err 2>/dev/null | head -20 >&2
}

run() {
  last="$*"
  status=0
  "$COPPICE" "$@" >out 2>err </dev/null || status=$?
}

interrupt() {
  local text=$1 event job
  shift
  last="$*, interrupted"
  status=0
  mkfifo events
  "$COPPICE" "$@" --log json >out 2>events </dev/null &
  job=$!
  exec 3<events
  while read -r event <&3; do
    case $event in *"$text"*) break ;; esac
  done
  kill -INT "$job"
  cat <&3 >err
  exec 3<&-
  rm events
  wait "$job" || status=$?
}

expect() { "$@" || fail "$*"; }
expect_exit() { [ "$status" -eq "$1" ] || fail "exit code $1 expected"; }
expect_json() { jq -e "$1" "${2:-out}" >/dev/null || fail "${2:-out} should satisfy: $1"; }
expect_list() { jq -es "$1" "$2" >/dev/null || fail "$2 should satisfy: $1"; }
expect_out() { grep -Eq -- "$1" out || fail "output should match: $1"; }
expect_err() { grep -Eq -- "$1" err || fail "messages should match: $1"; }
expect_no_err() { [ ! -s err ] || fail "no message expected"; }
expect_file() { [ -s "$1" ] || fail "file $1 expected"; }
expect_no_file() { [ ! -e "$1" ] || fail "no file $1 expected"; }
expect_same() { cmp -s "$1" "$2" || fail "$1 and $2 should be the same"; }
expect_error() {
  [ "$(wc -l <err)" -eq 1 ] || fail "one line of messages expected"
  grep -Eq -- "^coppice: error: .*$1" err || fail "the error should match: $1"
}

# Nothing but the named files is left in the folder: no temporary files.
expect_only() {
  local left wanted
  left=$(ls -A | grep -vxF -e out -e err | sort | xargs)
  wanted=$(printf '%s\n' "$@" | sort | xargs)
  [ "$left" = "$wanted" ] || fail "the files should be '$wanted' and are '$left'"
}

# Runs a command and kills it after $1 milliseconds, if it still runs.
killed_after() {
  local milliseconds=$1
  shift
  last="killed after $milliseconds ms: $*"
  status=0
  # In the foreground, or timeout would kill itself as well and nobody wait for the program to be gone.
  { timeout --foreground --preserve-status -s KILL "$((milliseconds / 1000)).$(printf %03d $((milliseconds % 1000)))" \
    "$COPPICE" "$@" >out 2>err </dev/null || status=$?; } 2>/dev/null  # no word of the shell's
  [ "$status" -eq 0 ] || [ "$status" -eq 137 ] || fail 'done or killed expected'
}
