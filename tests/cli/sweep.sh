# Sweeps: trials over shared bins, their ledger, shards, the best model.
. "$(dirname "$0")/_lib.sh"

cat >space.toml <<'EOF'
trees = 20
metric = "auc"
[space]
max-leaves = [4, 8, 16]
learning-rate = { min = 0.05, max = 0.5, log = true, points = 3 }
growth = ["leaf_wise", "depth_wise"]
max-depth = { values = [2, 4], when = { growth = "depth_wise" } }
EOF
head -2000 "$data/adult_train.csv" >train.csv
valid=$data/adult_test.csv
sweep() { run sweep train.csv --label income --valid "$valid" --space space.toml "$@"; }
files='best.json best.toml leaderboard.csv ledger.jsonl report.html'

# A grid: every combination, and a condition that does not hold multiplies nothing.
sweep --sampler grid --dry-run -o none
expect_exit 0
expect [ "$(wc -l <out)" -eq 27 ]
expect_out '^ +1  max-leaves=4 learning-rate=0.05 growth=leaf_wise$'
expect_out '^ +2  max-leaves=4 learning-rate=0.05 growth=depth_wise max-depth=2$'
expect_no_file none

sweep --sampler grid --threads 1 -o grid
expect_exit 0
expect [ "$(ls grid | xargs)" = "$files" ]
expect [ "$(wc -l <grid/ledger.jsonl)" -eq 28 ]
expect [ "$(wc -l <grid/leaderboard.csv)" -eq 28 ]
expect_err '^best auc +0\.[89]'
expect [ "$(awk -F, 'NR > 1 { print $3 }' grid/leaderboard.csv | sort -rg | md5sum)" = \
  "$(awk -F, 'NR > 1 { print $3 }' grid/leaderboard.csv | md5sum)" ]
expect_list '.[1:] | all(.[]; (.curve | length) == 20 and (.curve | max) == .value and .value == .curve[.best_round - 1])' grid/ledger.jsonl

# The best configuration gives the same model, byte for byte, and measures as the leaderboard says.
run train train.csv --config grid/best.toml -o again.json
expect_exit 0
expect_same again.json grid/best.json
run evaluate grid/best.json "$valid" --metric auc --json
expect [ "$(jq .metrics.auc out)" = "$(sed -n 2p grid/leaderboard.csv | cut -d, -f3)" ]

# A trial is what `train` would have made of its parameters.
row=$(grep ',17,' grid/leaderboard.csv | head -1)
run train train.csv --label income --valid "$valid" --metric auc --trees "$(cut -d, -f4 <<<"$row")" \
  --max-leaves "$(cut -d, -f8 <<<"$row")" --learning-rate "$(cut -d, -f9 <<<"$row")" \
  --growth "$(cut -d, -f10 <<<"$row")" --max-depth "$(cut -d, -f11 <<<"$row" | sed 's/^$/0/')" -o trial.json
expect_exit 0
expect [ "$("$COPPICE" inspect trial.json --json | jq -r .checksum)" = "$(cut -d, -f7 <<<"$row")" ]

# Shards of a sweep, merged, are the sweep.
for i in 1 2 3; do
  sweep --sampler grid --shard $i/3 -o shard$i
  expect_exit 0
  expect [ "$(wc -l <shard$i/ledger.jsonl)" -eq 10 ]
done
sweep --sampler grid --merge shard1/ledger.jsonl --merge shard2/ledger.jsonl --merge shard3/ledger.jsonl -o merged
expect_exit 0
expect_same merged/leaderboard.csv grid/leaderboard.csv
expect_same merged/best.json grid/best.json
expect_same merged/best.toml grid/best.toml
sweep --sampler random --merge shard1/ledger.jsonl -o wrong
expect_exit 2
expect_err 'is of another sweep'

# Judged by folds, the best model is that of all rows.
run sweep train.csv --label income --space space.toml --sampler halton --trials 4 --folds 3 -o folds
expect_exit 0
run train train.csv --config folds/best.toml -o again.json
expect_same again.json folds/best.json
# Judged by a share of the rows.
run sweep train.csv --label income --space space.toml --sampler latin --trials 4 --valid-fraction 0.3 -o part
expect_exit 0
run train train.csv --config part/best.toml -o again.json
expect_same again.json part/best.json

# Bins may differ from trial to trial, and parameters that do not go together fail alone.
cat >bins.toml <<'EOF'
trees = 5
[space]
max-bins = [8, 255]
objective = ["logistic", "poisson", "squared_error"]
EOF
run sweep train.csv --label income --space bins.toml --sampler grid --valid "$valid" -o bins
expect_exit 2
expect_error '--metric is needed'
run sweep train.csv --label income --space bins.toml --sampler grid --valid "$valid" --metric logloss -o bins
expect_exit 0
expect [ "$(grep -c failed bins/leaderboard.csv)" -eq 4 ]
run train train.csv --config bins/best.toml -o again.json
expect_same again.json bins/best.json

# What is wrong is told before anything runs.
bad() {
  printf '%s\n' "$@" >bad.toml
  run sweep train.csv --label income --space bad.toml -o bad
  expect_exit 2
}
bad '[space]' 'max-leafs = [3]'
expect_error "bad.toml:2: unknown parameter 'max-leafs'; did you mean max-leaves"
bad '[space]' 'num_leaves = [3]'
expect_error "Coppice calls it max-leaves"
bad '[space]' 'max-leaves = { min = 1, max = 9 }'
expect_error "bad.toml:2: max-leaves: '1' is out of range; use .*from 2"
bad '[space]' 'learning-rate = { min = 0, max = 9, log = true }'
expect_error 'log needs min above 0'
bad '[space]' 'booster = ["gbtd"]'
expect_error "'gbtd' is not known"
bad '[space]' 'booster = { min = 1, max = 2 }'
expect_error 'booster has no range'
bad '[space]' 'max-leaves = { min = 3, max = 9, wenn = 3 }'
expect_error 'wenn is not known here'
bad '[space]' 'max-depth = { min = 3, max = 9, when = { growth = "leaf_wise" } }' 'growth = ["leaf_wise"]'
expect_error "must stand before it"
bad 'max-leaves = [3, 4]' '[space]' 'max-depth = [3]'
expect_error 'takes one value'
bad 'trees = 3'
expect_error 'no parameter to try'
bad '[search]' 'max-leaves = [3]'
expect_error 'the only section is \[space\]'
sweep --sampler tpe --shard 1/2 -o bad
expect_error '--shard'
sweep --sampler random --shard 3/2 -o bad
expect_error "'3/2' is not I/N"
expect_no_file bad

# A file's name may be of any bytes, and TOML is UTF-8: best.toml stays a file that can be read.
odd=$(printf 'caf\xe9.csv')
cp "$data/iris.csv" "$odd"
printf '[space]\nmax-leaves = [4, 8]\n' >odd.toml
run sweep "$odd" --label species --space odd.toml --sampler grid --trees 2 -o odd
expect_exit 0
run train "$odd" --config odd/best.toml -o odd.json
expect_exit 0
expect_same odd.json odd/best.json
