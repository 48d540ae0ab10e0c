#!/usr/bin/env bash
# Exact splits. XGBoost 1.7.4, tree_method=exact with these settings: auc 0.9986, logloss 0.0542.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

fit breast_cancer_train.csv --config "$configs/breast_cancer_exact.toml"
measure breast_cancer_test.csv auc logloss
expect auc at_least 0.9975
expect logloss at_most 0.057
