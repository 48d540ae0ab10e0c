# Metrics of a model on a labelled file.
. "$(dirname "$0")/_lib.sh"

run train "$data/breast_cancer_train.csv" --label diagnosis --trees 20 --quiet -o model.json
expect_exit 0

run evaluate model.json "$data/breast_cancer_test.csv"
expect_exit 0
expect_out '^auc +0\.9[0-9]+$'
expect_out '^logloss +0\.[0-9]+$'
expect_out '^rows +189$'

run evaluate model.json "$data/breast_cancer_test.csv" --metric auc --metric accuracy --json
expect_json '(.metrics | keys) == ["accuracy", "auc"] and .rows == 189'

# The accuracy is that of the predicted classes.
accuracy=$(jq .metrics.accuracy out)
run predict model.json "$data/breast_cancer_test.csv" --output class --keep diagnosis
expect [ "$(awk -F, -v a="$accuracy" 'NR > 1 { n++; k += $1 == $2 }
  END { d = k / n - a; print (d < 1e-9 && d > -1e-9) }' out)" = 1 ]

# Another label column; labels that the model does not know.
sed '1s/diagnosis/truth/' "$data/breast_cancer_test.csv" >renamed.csv
run evaluate model.json renamed.csv
expect_exit 3
expect_error 'diagnosis'
run evaluate model.json renamed.csv --label truth --metric auc --json
expect_exit 0
run train "$data/iris.csv" --label species --trees 2 --quiet -o iris.json
sed 's/virginica/rosa/' "$data/iris.csv" >rosa.csv
run evaluate iris.json rosa.csv
expect_exit 3
expect_error 'rosa.csv.*rosa'
