# Ctrl-C ends a command with code 130; no file is left, and an older model is as it was.
. "$(dirname "$0")/_lib.sh"

echo old >model.json
cp model.json before.json
interrupt '"round"' train "$data/iris.csv" --label species --valid "$data/iris.csv" --trees 1000000 \
  -o model.json
expect_exit 130
expect [ "$(tail -1 err | jq -r .event)" = error ]
expect_err 'interrupted; no file was written'
expect_same model.json before.json
expect_only before.json model.json
rm before.json model.json

# So does every command that reads rows, while it reads them. The rows come by a pipe that stays open
# until the signal is there.
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1
learn_y reg.csv
mv model.json good.json
printf '[space]\nmax-leaves = [4, 8]\n' >space.toml
mkfifo rows
before=$(ls | grep -vxF -e out -e err)
for command in 'train rows --label y -o new.json' 'train rows --label y -o new.json --metrics-out new' \
  'cv rows --label y --predictions new.csv --metrics-out new' 'stack rows --label y --base gbdt --base rf -o new.json' \
  'sweep rows --label y --space space.toml -o .' 'predict good.json rows -o new.csv' 'predict good.json rows' \
  'evaluate good.json rows' 'data rows --label y'; do
  last=$command
  # shellcheck disable=SC2086
  "$COPPICE" $command >out 2>err </dev/null &
  job=$!
  exec 4>rows  # waits until the command reads
  head -20 reg.csv >&4
  kill -INT "$job"
  exec 4>&-
  status=0
  wait "$job" || status=$?
  expect_exit 130
  expect_err 'coppice: error: interrupted'
  [ "$(ls | grep -vxF -e out -e err)" = "$before" ] || fail "files were left: $(ls | xargs)"
done
