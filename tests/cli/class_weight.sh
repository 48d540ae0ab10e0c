# Classes that weigh more or less in training.
. "$(dirname "$0")/_lib.sh"

train() { run train "$data/adult_train.csv" --label income --trees 10 -o model.json --quiet "$@"; }
positives() {
  run predict model.json "$data/adult_test.csv" --output class --quiet
  grep -c '^>50K$' out
}
for flags in '--booster gbdt' '--booster rf --min-rows-in-leaf 20' '--booster adaboost --max-depth 3' '--booster linear' '--bags 2'; do
  # shellcheck disable=SC2086
  train $flags
  expect_exit 0
  usual=$(positives)
  # shellcheck disable=SC2086
  train $flags --class-weight balanced
  expect_exit 0
  balanced=$(positives)
  [ "$balanced" -gt $((usual + usual / 5)) ] ||
    fail "$flags: balanced classes should give more of the rare one ($usual, $balanced)"
done
run inspect model.json --json
expect_json '.parameters["class-weight"] == "balanced"'

# By name; the rows of a validation file keep their weights.
train --class-weight '>50K=3' --threads 1
cp model.json one.json
for threads in 2 3 8; do
  train --class-weight '>50K=3' --threads $threads
  expect_same model.json one.json
done
train --class-weight '>50K=3,<=50K=1'
expect [ "$(jq -c .trees one.json | md5sum)" = "$(jq -c .trees model.json | md5sum)" ]
train --class-weight '>50K=3' --valid "$data/adult_test.csv" --metrics-out metrics.json
run evaluate model.json "$data/adult_test.csv" --metric logloss --json
expect [ "$(jq .metrics.logloss out)" = "$(jq '.metrics["adult_test.csv"].logloss' metrics.json)" ]

rm -f model.json
refused() {
  expect_exit 2
  expect_error "$1"
  expect_no_file model.json
}
train --class-weight '>60K=3'
refused "class-weight: there is no class '>60K'; did you mean '[<>]=?50K'"
train --class-weight 3
refused "class-weight: '3' is neither balanced nor CLASS=W"
train --scale_pos_weight 3
refused 'unknown flag --scale_pos_weight; Coppice calls it --class-weight'
train --is_unbalance true
refused 'Coppice calls it --class-weight'
run train "$data/bike_train.csv" --label cnt --class-weight balanced --quiet -o model.json
refused 'class-weight: objective squared_error has no classes'
