#!/usr/bin/env bash
# A small set.
# LightGBM, default settings: auc 0.9973, logloss 0.0837, accuracy 0.9735.
# LightGBM, settings of configs/breast_cancer.toml: auc 0.9970, logloss 0.0681.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

fit breast_cancer_train.csv --label diagnosis
measure breast_cancer_test.csv auc logloss accuracy
expect auc at_least 0.995
expect logloss at_most 0.1
expect accuracy at_least 0.957

predict breast_cancer_test.csv --output class,prob
expect_rows 189 class,prob

fit breast_cancer_train.csv --config "$configs/breast_cancer.toml"
measure breast_cancer_test.csv auc logloss
expect auc at_least 0.996
expect logloss at_most 0.075
