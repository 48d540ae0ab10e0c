# Cross-validation: folds, their metrics, out-of-fold predictions, the folds' models.
. "$(dirname "$0")/_lib.sh"

cv() { run cv "$data/adult_train.csv" --label income --trees "${trees:-15}" --max-leaves 15 "$@"; }

cv --metric auc,logloss --json --threads 1 --predictions oof.csv --save-models models \
  --metrics-out metrics.json
expect_exit 0
expect_json '(.folds | length) == 5 and .rounds == 15 and .metrics.auc.mean > 0.89 and
  .metrics.auc.sd > 0 and .metrics.auc.sd < 0.02'
expect_json '.metrics.auc.mean as $mean | [.folds[].metrics.auc] | (add / 5 - $mean) | fabs < 1e-12'
expect_json '([.folds[].rows] | add) == 8141'
expect_json '(.history | length) == 15 and .history[14].metrics == .metrics' metrics.json
cp out one.json

# The number of threads changes nothing.
cv --metric auc,logloss --json --threads 3 --predictions oof3.csv
expect_same oof.csv oof3.csv
expect [ "$(jq -c 'del(.seconds)' out)" = "$(jq -c 'del(.seconds)' one.json)" ]

# Out-of-fold predictions are those of the fold's model, which measures as the table says.
expect [ "$(head -1 oof.csv)" = "income,fold,prob" ]
expect [ "$(wc -l <oof.csv)" -eq 8142 ]
awk -F, 'NR == FNR { fold[FNR] = $2; next } FNR == 1 || fold[FNR] == 2' oof.csv \
  "$data/adult_train.csv" >held_out.csv
run evaluate models/fold_2.json held_out.csv --metric auc --json
expect [ "$(jq .metrics.auc out)" = "$(jq '.folds[1].metrics.auc' one.json)" ]
run predict models/fold_2.json held_out.csv
expect [ "$(sed 1d out | md5sum)" = "$(awk -F, '$2 == 2 { print $3 }' oof.csv | md5sum)" ]

# As a table; repeats; early stopping at the round that is best on average.
trees=500 cv --folds 2 --repeats 2 --metric logloss --learning-rate 0.3 --early-stopping-rounds 5 \
  --metrics-out stop.json
expect_exit 0
expect_out '^2\.1 +407[01] +0\.[0-9]+$'
expect_out '^mean +0\.[0-9]+$'
expect_json '.rounds + 5 == (.history | length)' stop.json
expect_json '[.history[].metrics.logloss.mean] as $mean | $mean[.rounds - 1] == ($mean | min)' stop.json

# Edges of all rows are other edges.
cv --json --metric auc --shared-edges
expect_exit 0
expect [ "$(jq .metrics.auc.mean out)" != "$(jq .metrics.auc.mean one.json)" ]

# Folds by group, by time, and named by a column; that column is not learned from.
for way in fold-group fold-column fold-time; do
  run cv "$data/bike_train.csv" --label cnt --ignore casual --ignore registered --ignore dteday \
    --ignore instant --trees 10 --folds 3 --$way mnth --json --save-models "$way"
  expect_exit 0
  expect [ "$("$COPPICE" inspect $way/fold_1.json --json | jq '.features')" = 11 ]
done
expect_json '(.folds | length) == 3 and .folds[0].training_rows < .folds[2].training_rows'
run cv "$data/bike_train.csv" --label cnt --fold-column mnth --trees 2 --json
expect_json '(.folds | length) == 12'

# Sparse text.
run cv "$data/agaricus_train.svm.gz" --trees 5 --json
expect_exit 0
expect_json '.metrics.logloss.mean < 0.5'

# What cannot be.
cv --valid-fraction 0.2
expect_exit 2
expect_error 'valid-fraction'
cv --fold-group age --fold-time age
expect_exit 2
expect_error 'exclude each other'
cv --fold-group aeg
expect_exit 3
run cv "$data/agaricus_train.svm.gz" --fold-column x
expect_exit 2
expect_error 'LibSVM'
run cv "$data/iris.csv" --label species --folds 151 --trees 2
expect_exit 3
expect_error 'use fewer --folds'
cv --predictions "$data/adult_train.csv"
expect_exit 2
