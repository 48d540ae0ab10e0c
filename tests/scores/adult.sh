#!/usr/bin/env bash
# Two classes, text columns, missing values.
# LightGBM, default settings: auc 0.9164, logloss 0.2969, accuracy 0.8686.
# LightGBM, settings of configs/adult.toml: auc 0.9155, logloss 0.298.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

fit adult_train.csv --label income
measure adult_test.csv auc logloss accuracy
expect auc at_least 0.9135
expect logloss at_most 0.3015
expect accuracy at_least 0.861

predict adult_test.csv
expect_rows 4071 prob
expect_probabilities

fit adult_train.csv --config "$configs/adult.toml"
measure adult_test.csv auc logloss
expect auc at_least 0.913
expect logloss at_most 0.302
