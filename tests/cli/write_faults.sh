# Outputs where they cannot be written: a full disk, no right, no folder. The error names the path
# and the reason, and an older file is as it was.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

trees=20 learn_y reg.csv
mv model.json good.json
large() { run train reg.csv --label y --trees 200 --quiet -o "$@"; }

# Folders and targets that are none.
large missing/model.json
expect_exit 5
expect_error "missing/model.json: cannot write: folder 'missing': No such file"
large reg.csv/model.json
expect_exit 5
expect_error "reg.csv/model.json: cannot write: .*Not a directory"
mkdir folder
large folder
expect_exit 5
expect_error 'folder: is a directory'
large ''
expect_exit 2
large "$(head -c 300 /dev/zero | tr '\0' n)"
expect_exit 5
expect_error 'File name too long'
ln -s loop loop
large loop
expect_exit 5
expect_error 'loop: cannot write'
ln -s nowhere/model.json dangling
large dangling
expect_exit 5
expect_error 'dangling: cannot write: it is a link that leads to no file'
for out in missing/p.csv folder; do
  run predict good.json reg.csv -o $out
  expect_exit 5
  expect_error "$out: "
done

# Inputs that fail leave outputs of the same name alone.
cp good.json model.json
run train none.csv --label y -o model.json
expect_exit 5
expect_same model.json good.json
run predict good.json reg.csv -o old.csv
cp old.csv before.csv
run predict good.json none.csv -o old.csv
expect_exit 5
expect_same old.csv before.csv
edit 'NR == 250 { $3 = "abc" } 1' reg.csv >bad.csv
run predict good.json bad.csv -o old.csv
expect_exit 3
expect_same old.csv before.csv
run predict good.json reg.csv -o old.csv --keep nothing
expect_same old.csv before.csv

# Devices that are full.
if [ -w /dev/full ]; then
  for command in "train reg.csv --label y -o /dev/full" "predict good.json reg.csv -o /dev/full" \
    "train reg.csv --label y -o model.json --metrics-out /dev/full"; do
    # shellcheck disable=SC2086
    run $command --quiet
    expect_exit 5
    expect_error '/dev/full: cannot write: No space left on device'
  done
  for command in "predict good.json reg.csv" "evaluate good.json reg.csv" "inspect good.json" \
    "params" "train --help" "--version"; do
    last="$command >/dev/full"
    status=0
    # shellcheck disable=SC2086
    "$COPPICE" $command >/dev/full 2>err </dev/null || status=$?
    expect_exit 5
    expect_err 'standard output: cannot write: No space left on device'
  done
fi

# The reader of a pipe goes away: no error, no hang.
"$COPPICE" predict good.json reg.csv 2>err | head -1 >out
expect_same <(head -1 before.csv) out

# A limit on the size of a file stops the writing anywhere; the old file stays.
for blocks in 1 20 100; do
  last="train, at most $blocks KiB a file"
  (ulimit -f $blocks && trap '' XFSZ && "$COPPICE" train reg.csv --label y --trees 200 --quiet \
    -o model.json >out 2>err) && fail "a model larger than $blocks KiB was written"
  expect_same model.json good.json
  grep -q 'model.json: cannot write: File too large' err || fail 'the limit should be named'
  last="train, killed at $blocks KiB"
  (ulimit -c 0 -f $blocks && "$COPPICE" train reg.csv --label y --trees 200 --quiet \
    -o model.json >out 2>err)
  expect_same model.json good.json
done
rm -f ./*.tmp

# Two runs at once: one complete model, whichever.
run train reg.csv --label y --trees 30 --quiet -o a.json
run train reg.csv --label y --trees 31 --quiet -o b.json
"$COPPICE" train reg.csv --label y --trees 30 --quiet -o both.json &
first=$!
"$COPPICE" train reg.csv --label y --trees 31 --quiet -o both.json || fail 'one of two runs'
wait $first || fail 'the other of two runs'
cmp -s both.json a.json || cmp -s both.json b.json || fail 'both.json is neither model'

# A small disk.
mkdir small
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=128k tmpfs small 2>/dev/null; then
  cp reg.csv small/ && learn_y reg.csv && cp model.json small/model.json && cp model.json kept.json
  large small/model.json
  expect_exit 5
  expect_error 'small/model.json: cannot write: No space left on device'
  expect_same small/model.json kept.json
  expect [ "$(ls small | xargs)" = 'model.json reg.csv' ]
  umount small
else
  echo 'no small disk can be made here: not tried'
fi

# Another user's files and folders.
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
  chmod 755 . && mkdir -m 755 closed && mkdir -m 777 open
  cp good.json open/old.json && chmod 444 open/old.json
  as_other() {
    last="as another user: $*"
    status=0
    setpriv --reuid=65534 --regid=65534 --clear-groups "$COPPICE" "$@" >out 2>err || status=$?
  }
  as_other train reg.csv --label y --quiet -o closed/model.json
  expect_exit 5
  expect_error 'closed/model.json: cannot write: Permission denied'
  as_other train reg.csv --label y --quiet -o open/old.json
  expect_exit 5
  expect_error 'open/old.json: cannot write: Permission denied'
  expect_same open/old.json good.json
  as_other train reg.csv --label y --quiet -o open/new.json
  expect_exit 0
  expect [ "$(ls open | xargs)" = 'new.json old.json' ]
else
  echo 'no other user can be had here: not tried'
fi
