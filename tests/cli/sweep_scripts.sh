# Sweeps by shell script: the example with GNU parallel, where that is installed.
. "$(dirname "$0")/_lib.sh"

status=0
last='configs/sweep.sh'
head -1500 "$data/adult_train.csv" >train.csv
script() { COPPICE=$COPPICE "$COPPICE_SOURCE/configs/sweep.sh" train.csv "$data/adult_test.csv" income trials >out 2>err; }
if ! command -v parallel >/dev/null; then
  script
  expect [ $? -eq 77 ]
  exit 77  # skipped
fi
script || fail "the script"
expect [ "$(wc -l <out)" -eq 6 ]
expect_out '^0\.[0-9]+	trials/max-leaves=31,learning-rate=0.3.json$'
cp out before
script || fail "the script, a second time"
expect_same out before
