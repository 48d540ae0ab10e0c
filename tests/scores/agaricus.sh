#!/usr/bin/env bash
# Sparse indicators in LibSVM, packed with gzip. The classes can be told apart without an error.
# LightGBM, default settings: logloss 0.00002; settings of configs/agaricus.toml: 0.0242.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

fit agaricus_train.svm.gz
measure agaricus_test.svm.gz auc logloss error
expect auc at_least 1
expect logloss at_most 0.0001
expect error at_most 0

predict agaricus_test.svm.gz
expect_rows 1611 prob
expect_probabilities

fit agaricus_train.svm.gz --config "$configs/agaricus.toml"
measure agaricus_test.svm.gz auc logloss
expect auc at_least 0.9999
expect logloss at_most 0.027
