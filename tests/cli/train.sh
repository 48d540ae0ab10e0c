# Training: what it says, what it writes, and that the same input gives the same model.
. "$(dirname "$0")/_lib.sh"

train() {
  run train "$data/adult_train.csv" --label income --trees 20 --max-leaves 15 "$@"
}

train --valid "$data/adult_test.csv" --metric auc,logloss --threads 1 -o one.json \
  --metrics-out metrics.json
expect_exit 0
expect_err 'objective'
expect_err '^rows +8141$'
expect_err '^rounds +20$'
expect_err '^metrics +adult_test.csv auc 0\.[89][0-9]*, adult_test.csv logloss 0\.[0-9]+'
expect [ "$(grep -c '^round ' err)" -le 12 ]
expect [ ! -s out ]
expect_only metrics.json one.json

# The metrics file agrees with the summary and with a fresh evaluation.
checksum=$(sed -n 's/^checksum *//p' err)
expect [ "$(jq -r .checksum metrics.json)" = "$checksum" ]
expect [ "$(jq '.history | length' metrics.json)" = 20 ]
expect [ "$(jq .rounds metrics.json)" = 20 ]
run evaluate one.json "$data/adult_test.csv" --metric auc --json
expect [ "$(jq .metrics.auc out)" = "$(jq '.metrics["adult_test.csv"].auc' metrics.json)" ]
run inspect one.json --json
expect [ "$(jq -r .checksum out)" = "$checksum" ]

# Threads and the way the data comes in change nothing.
train --valid "$data/adult_test.csv" --metric auc,logloss --threads 3 -o three.json
expect_same one.json three.json
last='train - (from a pipe)'
"$COPPICE" train - --label income --trees 20 --max-leaves 15 --quiet -o pipe.json \
  <"$data/adult_train.csv" 2>err || fail "standard input"
train -o file.json --quiet
expect_same pipe.json file.json
expect_no_err
train --quiet -o -
expect_same out file.json

# Sparse text, packed.
run train "$data/agaricus_train.svm.gz" --trees 5 --quiet -o sparse.json
expect_exit 0
run evaluate sparse.json "$data/agaricus_test.svm.gz" --metric error --json
expect_exit 0
expect_json '.metrics.error < 0.05 and .rows == 1611'

# Held-out rows, early stopping, and going on from a model.
run train "$data/bike_train.csv" --label cnt --ignore casual --ignore registered --ignore instant \
  --ignore dteday --valid-fraction 0.2 --trees 2000 --learning-rate 0.3 \
  --early-stopping-rounds 5 --metrics-out early.json -o bike.json
expect_exit 0
expect_json '.rounds < 2000 and .rounds + 5 == (.history | length)' early.json
expect_json '(.metrics | keys) == ["valid"]' early.json
train -o more.json --init-model one.json --valid "$data/adult_test.csv" --metrics-out more_metrics.json
expect_exit 0
run inspect more.json --json
expect_json '.trees == 40'
expect_json '.metrics | has("adult_test.csv")' more_metrics.json
run train "$data/bike_train.csv" --label cnt --init-model one.json -o wrong.json
expect_exit 3
expect_no_file wrong.json

# Events for programs.
train --valid "$data/adult_test.csv" --log json -o json.json
expect_exit 0
expect_list 'all(.[]; has("event"))' err
expect [ "$(jq -s 'map(select(.event == "round")) | length' err)" = 20 ]
expect [ "$(jq -rs '.[-1].event' err)" = trained ]
expect [ "$(jq -rs '.[-1].checksum' err)" = "$("$COPPICE" inspect json.json --json | jq -r .checksum)" ]
run train missing.csv --label y --log json -o none.json
expect_exit 5
expect [ "$(jq -r .event err)" = error ]
expect [ "$(jq -r .exit_code err)" = 5 ]

# Several validation files are told apart.
mkdir other && cp "$data/adult_test.csv" other/
train --valid "$data/adult_test.csv" --valid other/adult_test.csv -o two.json --log json
expect_list 'map(select(.event == "round"))[0].metrics | length == 2' err
train --valid other/adult_test.csv --valid other/adult_test.csv -o two.json
expect_exit 2
expect_error 'more than once'
