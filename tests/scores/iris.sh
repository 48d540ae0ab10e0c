#!/usr/bin/env bash
# Very few rows: the model is measured on what it learned, for there is too little to set aside.
source "$(dirname -- "${BASH_SOURCE[0]}")/_score.sh"

fit iris.csv --label species --min-rows-in-leaf 5
measure iris.csv accuracy
expect accuracy at_least 0.99

predict iris.csv
expect_rows 150 prob_setosa,prob_versicolor,prob_virginica
expect_probabilities
