# The same data, parameters and seed give the same trees: the committed checksums, with any number
# of threads and however the text comes in. A change of the engine that is meant to change trees
# writes them anew with scripts/checksums.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_checksums.sh" || exit 1

for name in $checksum_names; do
  expected=$(sed -n "s/^$name  *//p" "$COPPICE_SOURCE/tests/checksums.txt")
  [ -n "$expected" ] || fail "$name has no line in tests/checksums.txt"
  for threads in 1 2 3 8; do
    last="train ($name) --threads $threads"
    sum=$(checksum_of "$name" --threads "$threads")
    [ "$sum" = "$expected" ] || fail "$name: checksum $sum, and tests/checksums.txt has $expected"
  done
done

# From a pipe in small pieces, packed, and with other line ends.
expected=$("$COPPICE" train "$data/bike_train.csv" --label cnt --trees 5 --quiet -o - | tee whole.json | wc -c)
{ head -c 1000 "$data/bike_train.csv" && tail -c +1001 "$data/bike_train.csv" | dd bs=37 2>/dev/null; } |
  "$COPPICE" train - --label cnt --trees 5 --quiet -o piped.json --threads 3
expect_same piped.json whole.json
sed 's/$/\r/' "$data/bike_train.csv" | gzip -c >packed.gz
run train packed.gz --label cnt --trees 5 --quiet -o packed.json
expect_same packed.json whole.json
expect [ "$expected" -gt 1000 ]

# Predictions too: any number of threads, and by pipe.
run predict whole.json "$data/bike_test.csv" --output prob,raw,leaf --threads 1
cp out one.csv
for threads in 2 3 8; do
  run predict whole.json "$data/bike_test.csv" --output prob,raw,leaf --threads $threads
  expect_same out one.csv
done
