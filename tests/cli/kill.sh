# kill -9 at many moments of training, saving, checkpointing, predicting and binning: a model, a
# checkpoint, predictions or a binned file that were there are whole, old or new, and the training
# goes on to the same model.
# KILLS=200 tries more moments.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

kills=${KILLS:-4}
rounds=400
flags=(reg.csv --label y --max-leaves 15 --seed 2 --quiet --trees "$rounds")
run train "${flags[@]}" -o whole.json
expect_exit 0
run train reg.csv --label y --max-leaves 15 --quiet --trees 20 -o old.json
run predict whole.json reg.csv -o new.csv
run predict old.json reg.csv -o old.csv
run data reg.csv --label y --save-binned new.cpb --quiet
expect_exit 0
run data reg.csv --label y --max-bins 16 --save-binned old.cpb --quiet
expect_exit 0

either() { cmp -s "$1" "$2" || cmp -s "$1" "$3" || fail "$1 should be $2 or $3"; }

start=$(date +%s%N)
run train "${flags[@]}" -o model.json
length=$((($(date +%s%N) - start) / 1000000 + 5))
state=1
for _ in $(seq "$kills"); do
  state=$(((state * 1103515245 + 12345) % 2147483648))
  moment=$((1 + state / 1000 % length))

  cp old.json model.json
  killed_after $moment train "${flags[@]}" -o model.json
  either model.json old.json whole.json

  rm -f state
  killed_after $moment train "${flags[@]}" --checkpoint state --checkpoint-every 1 --resume -o resumed.json
  killed_after $moment train "${flags[@]}" --checkpoint state --checkpoint-every 1 --resume -o resumed.json
  run train "${flags[@]}" --checkpoint state --checkpoint-every 1000000 --resume -o resumed.json
  expect_exit 0
  expect_same resumed.json whole.json

  cp old.csv answers.csv
  killed_after $((1 + state / 1000 % 30)) predict whole.json reg.csv -o answers.csv
  either answers.csv old.csv new.csv

  cp old.cpb bins.cpb
  killed_after $((1 + state / 1000 % 30)) data reg.csv --label y --save-binned bins.cpb --quiet
  either bins.cpb old.cpb new.cpb
done
