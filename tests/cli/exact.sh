# Exact splits: the same model for any number of threads, and what they refuse.
. "$(dirname "$0")/_lib.sh"

exact() {
  run train "$data/breast_cancer_train.csv" --config "$COPPICE_SOURCE/configs/breast_cancer_exact.toml" \
    --quiet "$@"
}
exact --threads 1 -o one.json --valid "$data/breast_cancer_test.csv"
expect_exit 0
exact --threads 3 -o three.json --valid "$data/breast_cancer_test.csv"
expect_same one.json three.json

run train "$data/adult_train.csv" --label income --quiet --tree-method exact -o no.json
expect_exit 2
expect_error "tree-method exact takes numeric columns, and 'workclass' is categorical"
run train "$data/agaricus_train.svm.gz" --quiet --tree-method exact -o no.json
expect_exit 2
expect_error 'tree-method exact takes dense columns'
expect_no_file no.json
