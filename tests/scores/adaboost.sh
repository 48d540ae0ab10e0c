#!/usr/bin/env bash
# AdaBoost of stumps, and of deeper trees for numbers.
# scikit-learn 1.2.1, 200 stumps, error on the test rows: SAMME 0.032, SAMME.R 0.026.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

fit breast_cancer_train.csv --config "$configs/adaboost_breast_cancer.toml"
measure breast_cancer_test.csv error auc
expect error at_most 0.045
expect auc at_least 0.985

fit breast_cancer_train.csv --config "$configs/adaboost_breast_cancer.toml" --adaboost-votes real
measure breast_cancer_test.csv error
expect error at_most 0.045

# Many classes: SAMME of trees of depth 8.
fit letter_train.csv --label letter --booster adaboost --max-depth 8 --trees 40
measure letter_test.csv accuracy
expect accuracy at_least 0.90

# AdaBoost.R2.
fit bike_train.csv --label cnt --ignore instant --ignore dteday --ignore casual --ignore registered \
  --booster adaboost --max-depth 8 --trees 60
measure bike_test.csv rmse
expect rmse at_most 70
