# A sweep that ends early: Ctrl-C, time, a target. What has ended is kept, and it goes on from there.
. "$(dirname "$0")/_lib.sh"

head -2000 "$data/adult_train.csv" >train.csv
printf '%s\n' 'metric = "auc"' '[space]' 'max-leaves = { min = 4, max = 32 }' \
  'learning-rate = { min = 0.05, max = 0.5, log = true }' >space.toml
flags=(train.csv --label income --valid "$data/adult_test.csv" --space space.toml)
whole_lines() { jq -es 'length > 0' "$1" >/dev/null || fail "$1 should hold whole lines"; }

# Ctrl-C: trials that run are given up, no file but the ledger is there, and the user learns how to go on.
for way in "tpe --halving --generation 6" random; do
  run sweep "${flags[@]}" --trees 80 --sampler $way --trials 30 -o whole
  expect_exit 0
  last="sweep --sampler $way, interrupted"
  "$COPPICE" sweep "${flags[@]}" --trees 80 --sampler $way --trials 30 -o stopped >out 2>err </dev/null &
  job=$!
  while kill -0 $job 2>/dev/null && [ "$(cat stopped/ledger.jsonl 2>/dev/null | wc -l)" -lt 5 ]; do :; done
  kill -INT $job
  status=0
  wait $job || status=$?
  expect_exit 130
  expect_err 'interrupted; go on with the same command and --resume'
  expect [ "$(ls stopped | xargs)" = ledger.jsonl ]
  whole_lines stopped/ledger.jsonl
  run sweep "${flags[@]}" --trees 80 --sampler $way --trials 30 --resume -o stopped
  expect_exit 0
  for file in leaderboard.csv best.json best.toml; do expect_same stopped/$file whole/$file; done
  expect [ "$(jq -r '.trial // empty' stopped/ledger.jsonl | sort | uniq -d | wc -l)" -eq 0 ]
  rm -r whole stopped
done

# Time: trials that run when it is over count with the rounds they have.
# (A busy machine may end no round in a second, which is told; then there is more time.)
for seconds in 1 5 25; do
  rm -rf timed
  run sweep "${flags[@]}" --trees 1000000 --sampler random --trials 1000 --time-limit $seconds --threads 2 -o timed
  grep -q 'error: no trial has ended' err || break
done
expect_exit 0
expect_list '.[1:] | length > 0 and all(.[]; .end == "cut" and (.curve | length) < 1000000 and .best_round > 0)' timed/ledger.jsonl
run train train.csv --config timed/best.toml -o again.json
expect_same again.json timed/best.json
# Those that were never begun are begun by the next session.
run sweep "${flags[@]}" --trees 25 --sampler random --trials 6 --time-limit 0.0001 -o short
expect_exit 2
expect_err 'error: no trial has ended'
run sweep "${flags[@]}" --trees 25 --sampler random --trials 6 --resume -o short
expect_exit 0
expect_list '.[1:] | length == 6 and all(.[]; .end == "done")' short/ledger.jsonl

# A target ends it after the generation that reaches it; more can be asked for later.
run sweep "${flags[@]}" --trees 25 --sampler random --trials 1000 --generation 4 --target 0.5 -o target
expect_exit 0
expect [ "$(wc -l <target/ledger.jsonl)" -eq 5 ]
run sweep "${flags[@]}" --trees 25 --sampler random --trials 8 --generation 4 --target 0.9999 --resume -o target
expect_exit 0
expect [ "$(wc -l <target/ledger.jsonl)" -eq 9 ]
run sweep "${flags[@]}" --trees 25 --sampler random --trials 8 -o none --target high
expect_err "error: target: 'high' is not a number"
