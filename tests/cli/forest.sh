# Forests and AdaBoost from the command line.
. "$(dirname "$0")/_lib.sh"

# A booster brings its own defaults, and what is given wins over them.
run train "$data/iris.csv" --label species --booster rf --trees 20 -o rf.json --metrics-out metrics.json
expect_exit 0
expect_json '.metrics.oob.error < 0.1 and (.history | length) == 20' metrics.json
run inspect rf.json --json
expect_json '.booster == "rf" and .objective == "brier" and .parameters["min-rows-in-leaf"] == "1"'
run train "$data/iris.csv" --label species --booster rf --trees 5 --min-rows-in-leaf 10 -o small.json
expect_exit 0
run inspect small.json --json
expect_json '.parameters["min-rows-in-leaf"] == "10"'

# Probabilities of a forest are shares of classes.
run predict rf.json "$data/iris.csv" -o rf.csv
expect_exit 0
expect awk -F, 'NR > 1 { if ($1 + $2 + $3 < 0.999999 || $1 + $2 + $3 > 1.000001) exit 1 }' rf.csv

# Any number of threads gives the same file.
run train "$data/iris.csv" --label species --booster rf --trees 20 -o rf2.json --threads 2
expect_same rf.json rf2.json
rm rf2.json small.json rf.csv metrics.json

# Out-of-bag error may stop the rounds; without bootstrap there is none.
run train "$data/iris.csv" --label species --booster rf --trees 100 --early-stopping-rounds 5 -o stopped.json
expect_exit 0
run train --quiet "$data/iris.csv" --label species --booster rf --no-bootstrap --early-stopping-rounds 5 -o none.json
expect_exit 2
expect_error 'early-stopping-rounds needs rows to measure on'

# What a booster does not use is an error, not silence.
run train --quiet "$data/iris.csv" --label species --booster rf --max-leaves 31 -o none.json
expect_exit 2
expect_error 'max-leaves is not used by booster rf'
run train --quiet "$data/iris.csv" --label species --criterion entropy -o none.json
expect_exit 2
expect_error 'criterion is not used by booster gbdt'
run train --quiet "$data/iris.csv" --label species --booster rf --columns-per-node many -o none.json
expect_exit 2
expect_error 'columns-per-node'
run train --quiet "$data/iris.csv" --label species --booster adaboost --init-model rf.json -o none.json
expect_exit 2

# AdaBoost: stumps by default; the staged error on the training rows is the history.
run train "$data/breast_cancer_train.csv" --config "$COPPICE_SOURCE/configs/adaboost_breast_cancer.toml" --trees 20 -o ada.json --metrics-out ada_metrics.json
expect_exit 0
expect_json '.history[19].train.error < .history[0].train.error' ada_metrics.json
run inspect ada.json
expect_out 'at most 1 deep'

# AdaBoost.R2: a weighted median, read back and predicted.
run train "$data/bike_train.csv" --label cnt --booster adaboost --max-depth 4 --trees 10 -o r2.json
expect_exit 0
run predict r2.json "$data/bike_test.csv" -o r2.csv
expect_exit 0
expect_file r2.csv
sed 's/"tree_weights":\[[^,]*,/"tree_weights":[/' r2.json >broken.json
run predict broken.json "$data/bike_test.csv" -o broken.csv
expect_exit 4
expect_no_file none.json

# Out-of-bag predictions: a row for each training row; none without bags.
run train "$data/iris.csv" --label species --booster rf --trees 30 -o rf.json --oob-predictions oob.csv
expect_exit 0
expect [ "$(wc -l <oob.csv)" -eq 151 ]
run train --quiet "$data/iris.csv" --label species --trees 3 -o none.json --oob-predictions none.csv
expect_exit 2
expect_error 'use --booster rf or --bags'
expect_no_file none.csv
expect_no_file none.json

# Bagging of any booster: one model file, and an out-of-bag error.
run train "$data/iris.csv" --label species --trees 5 --bags 4 -o bags.json --metrics-out bags_metrics.json --oob-predictions oob.csv
expect_exit 0
expect_json '.metrics.oob.mlogloss > 0 and .metrics.oob.mlogloss < 1.1' bags_metrics.json
run inspect bags.json --json
expect_json '.trees == 60'
run train --quiet "$data/iris.csv" --label species --booster rf --bags 4 -o none.json
expect_exit 2
expect_error 'raise trees instead'

# Permutation importance: petals matter most.
run inspect rf.json --importance permutation --data "$data/iris.csv" --json
expect_exit 0
expect_json '.importance[0].feature | test("petal")'
run inspect rf.json --importance permutation
expect_exit 2
expect_error 'name a file with --data'
