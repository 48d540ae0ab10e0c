# Ctrl-C ends a command with code 130; no file is left, and an older model is as it was.
. "$(dirname "$0")/_lib.sh"

echo old >model.json
cp model.json before.json
last='train, interrupted'
mkfifo events
"$COPPICE" train "$data/iris.csv" --label species --valid "$data/iris.csv" --trees 1000000 \
  --log json -o model.json 2>events &
job=$!
exec 3<events
while read -r event <&3; do
  case $event in *'"round"'*) break ;; esac
done
kill -INT "$job"
cat <&3 >err
exec 3<&-
status=0
wait "$job" || status=$?
expect_exit 130
expect [ "$(tail -1 err | jq -r .event)" = error ]
expect_err 'interrupted; no file was written'
expect_same model.json before.json
rm events
expect_only before.json model.json
