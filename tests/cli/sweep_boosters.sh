# Several boosters in one space: each trial is what `train` makes of its parameters.
. "$(dirname "$0")/_lib.sh"

train=$data/breast_cancer_train.csv
cat >space.toml <<'EOF'
metric = "logloss"
[space]
booster = ["gbdt", "rf", "linear", "adaboost"]
trees = { values = [8], when = { booster = ["gbdt", "linear"] } }
tree-method = { values = ["hist", "exact"], when = { booster = "gbdt" } }
max-leaves = { min = 4, max = 16, points = 2, when = { booster = "gbdt" } }
learning-rate = { min = 0.05, max = 0.5, log = true, points = 2, when = { booster = ["gbdt", "linear"] } }
min-rows-in-leaf = { values = [1, 5], when = { booster = ["rf", "adaboost"] } }
max-bins = { values = [31, 255], when = { booster = "rf" } }
EOF
sweep() { run sweep "$train" --label diagnosis --space space.toml "$@"; }

# The checksum of the model of one line of the leaderboard, made by `train`.
trained() {
  local flags=() column=8 name value
  for name in booster trees tree-method max-leaves learning-rate min-rows-in-leaf max-bins; do
    value=$(cut -d, -f$column <<<"$1")
    [ "$name" = trees ] && value=$(cut -d, -f4 <<<"$1")  # the rounds that were best
    [ -n "$value" ] && flags+=(--set "$name=$value")
    column=$((column + 1))
  done
  "$COPPICE" train "$train" --label diagnosis --valid-fraction 0.3 "${flags[@]}" \
    --quiet -o trial.json && "$COPPICE" inspect trial.json --json | jq -r .checksum
}

sweep --sampler grid --valid-fraction 0.3 -o grid
expect_exit 0
expect [ "$(wc -l <grid/leaderboard.csv)" -eq 17 ]
expect [ "$(grep -c failed grid/leaderboard.csv)" -eq 0 ]
# What `inspect` and the leaderboard call a model's checksum must agree in every trial.
while read -r row; do
  last="trial $row"
  expect [ "$(trained "$row")" = "$(cut -d, -f7 <<<"$row")" ]
done < <(tail -n +2 grid/leaderboard.csv)

# By folds, on any number of threads; the best configuration gives the best model again.
sweep --sampler tpe --trials 24 --generation 8 --folds 3 --threads 1 -o one
expect_exit 0
sweep --sampler tpe --trials 24 --generation 8 --folds 3 --threads 3 -o three
expect_same one/leaderboard.csv three/leaderboard.csv
expect_same one/best.json three/best.json
expect [ "$(cut -d, -f8 one/leaderboard.csv | sort -u | wc -l)" -eq 5 ]
for folder in grid one; do
  run train "$train" --config $folder/best.toml -o again.json
  expect_exit 0
  expect_same again.json $folder/best.json
done

# A booster that is fixed has its own defaults.
printf '%s\n' 'booster = "rf"' 'trees = 5' '[space]' 'min-rows-in-leaf = [1, 4]' >rf.toml
run sweep "$train" --label diagnosis --space rf.toml --sampler grid --valid-fraction 0.3 -o rf
expect_exit 0
expect [ "$(grep -c done rf/leaderboard.csv)" -eq 2 ]
run train "$train" --config rf/best.toml -o again.json
expect_same again.json rf/best.json

# What a booster does not use is told before anything runs.
bad() {
  printf '%s\n' "$@" >bad.toml
  run sweep "$train" --label diagnosis --space bad.toml -o bad
  expect_exit 2
}
bad 'metric = "auc"' '[space]' 'booster = ["gbdt", "rf"]' 'max-leaves = [3, 4]'
expect_error 'bad.toml:4: max-leaves is not used by booster rf; name the boosters that do'
bad 'metric = "auc"' 'max-leaves = 5' '[space]' 'booster = ["gbdt", "rf"]'
expect_error 'max-leaves is fixed at 5, and booster rf does not use it'
bad '[space]' 'booster = ["gbdt", "rf"]'
expect_error '--metric is needed where trials differ in their booster'
expect_no_file bad
