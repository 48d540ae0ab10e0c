# A training that was ended and goes on from its checkpoint gives the model of one run, byte for
# byte; a checkpoint that does not belong here, or is damaged, is refused.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

# 9 rounds, then on to 20, against 20 in one run.
resumed_is_whole() {  # WHAT FLAGS
  local what=$1
  shift
  rm -f state
  run train "$@" --trees 20 --quiet -o whole.json
  expect_exit 0
  run train "$@" --trees 9 --quiet -o part.json --checkpoint state --checkpoint-every 3
  expect_exit 0
  run train "$@" --trees 20 --quiet -o resumed.json --checkpoint state --resume
  expect_exit 0
  cmp -s whole.json resumed.json || fail "$what: the resumed model should be that of one run"
}
small="--max-leaves 7 --min-rows-in-leaf 5 --seed 3"
# shellcheck disable=SC2086
{
  resumed_is_whole 'regression' reg.csv --label y $small
  resumed_is_whole 'two classes' two.csv --label y $small --threads 2
  resumed_is_whole 'three classes, sampling' three.csv --label y $small --row-fraction 0.6 \
    --column-fraction 0.7 --column-fraction-per-node 0.8
  resumed_is_whole 'dropouts' three.csv --label y $small --drop-rate 0.3 --learning-rate 0.5
  resumed_is_whole 'dropouts, sampling' reg.csv --label y $small --drop-rate 0.2 --row-fraction 0.5 \
    --valid-fraction 0.2
  resumed_is_whole 'goss' two.csv --label y $small --row-sampling goss
  resumed_is_whole 'mvs' two.csv --label y $small --row-sampling mvs --row-fraction 0.5
  resumed_is_whole 'early stopping' reg.csv --label y $small --valid-fraction 0.2 \
    --early-stopping-rounds 3 --learning-rate 1
  resumed_is_whole 'validation files' reg.csv --label y $small --valid three.csv --metric rmse,mae
  resumed_is_whole 'sparse' rows.svm $small
  resumed_is_whole 'forest' three.csv --label y --booster rf --seed 3 --valid-fraction 0.2
  resumed_is_whole 'forest without bootstrap' reg.csv --label y --booster rf --no-bootstrap --threads 2
  resumed_is_whole 'forest, out of bag' two.csv --label y --booster rf --early-stopping-rounds 12
  resumed_is_whole 'adaboost' two.csv --label y --booster adaboost --valid-fraction 0.2
  resumed_is_whole 'adaboost, resampled' three.csv --label y --booster adaboost --adaboost-resample
  resumed_is_whole 'adaboost, real' three.csv --label y --booster adaboost --adaboost-votes real
  resumed_is_whole 'adaboost of numbers' reg.csv --label y --booster adaboost --max-depth 3 --valid-fraction 0.2
  resumed_is_whole 'bags' three.csv --label y $small --bags 3 --valid-fraction 0.2
  resumed_is_whole 'bags of dropouts' reg.csv --label y $small --bags 2 --drop-rate 0.3
  resumed_is_whole 'bags of adaboost' two.csv --label y --booster adaboost --bags 2
  resumed_is_whole 'linear' reg.csv --label y --booster linear
  resumed_is_whole 'linear leaves' reg.csv --label y $small --linear-leaves --valid-fraction 0.2
  resumed_is_whole 'linear leaves, dropouts' three.csv --label y $small --linear-leaves --drop-rate 0.3
  resumed_is_whole 'bags of linear leaves' reg.csv --label y $small --linear-leaves --bags 2
  run train reg.csv --label y $small --trees 5 --quiet -o first.json
  resumed_is_whole 'from a model' reg.csv --label y $small --init-model first.json
}

# A training that stopped early is over; resumed it does nothing more.
early() {
  run train reg.csv --label y --valid-fraction 0.2 --early-stopping-rounds 2 --learning-rate 1 \
    --checkpoint state --checkpoint-every 1 --trees 200 --quiet "$@"
  expect_exit 0
}
rm -f state
early -o a.json
early -o b.json --resume
expect_same a.json b.json

# Ctrl-C ends the round, writes the checkpoint and says how to go on.
long() {
  rm -f state
  run_long=(train reg.csv --label y --valid two.csv --max-leaves 7 --trees 3000 --seed 5)
}
long
interrupt '"round":20,' "${run_long[@]}" --checkpoint state --checkpoint-every 1000000 -o model.json
expect_exit 130
expect_err 'interrupted; no model was written, but state holds the rounds done.*--resume'
expect_no_file model.json
expect_file state
cp state kept
run_trees() { run train reg.csv --label y --valid two.csv --max-leaves 7 --seed 5 --quiet "$@"; }
run_trees --trees 3000 --checkpoint state --resume -o resumed.json
expect_exit 0
run_trees --trees 3000 -o whole.json
expect_same resumed.json whole.json

# What does not belong together.
run_trees --checkpoint kept -o model.json
refused 2 'kept exists; go on from it with --resume, or remove it'
run_trees --checkpoint kept --resume --max-bins 16 -o model.json
refused 4 'kept: .*written with max-bins 255, and now it is 16'
sed '2s/0/1/' reg.csv >other.csv
run train other.csv --label y --valid two.csv --max-leaves 7 --seed 5 --quiet --checkpoint kept \
  --resume -o model.json
refused 4 'kept: .*written for other data'
run_trees --resume -o model.json
refused 2 '--resume needs --checkpoint FILE'
run_trees --checkpoint reg.csv --resume -o model.json
refused 2 "is also DATA"
run_trees --checkpoint model.json -o model.json
refused 2 'both write'
run_trees --checkpoint none/state -o model.json
refused 5 'none/state: cannot write'
run_trees --checkpoint new --resume --trees 3 -o model.json
expect_exit 0
rm -f model.json
run_trees --checkpoint /dev/null --resume -o model.json
refused 2 '/dev/null is no regular file'
mkdir folder
run_trees --checkpoint folder --resume -o model.json
refused 2 'folder is no regular file'

# Damage: cut anywhere, a flipped bit, another file.
size=$(wc -c <kept)
damaged() {
  run_trees --checkpoint damaged --resume -o model.json
  refused 4 'damaged: the checkpoint cannot be used'
}
for bytes in 1 20 40 $((size / 3)) $((size - 9)) $((size - 1)); do
  head -c "$bytes" kept >damaged
  damaged
done
for i in 1 2 3 4 5 6 7; do
  at=$((size * i / 8))
  byte=$(od -An -tu1 -j "$at" -N 1 kept)
  cp kept damaged
  # shellcheck disable=SC2059
  printf "$(printf '\\%03o' $((byte ^ (1 << i))))" | dd of=damaged bs=1 seek="$at" conv=notrunc 2>/dev/null
  damaged
done
cp whole.json damaged
damaged
