# One training and its predictions over threads, SIMD widths and chunks of text: one checksum.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

# Numbers, a text column, missing values: 600 rows, several times, so that there are many blocks.
awk -F, -v OFS=, 'NR == 1 { print $0, "kind" } NR > 1 { for (i = 0; i < 20; ++i) {
  $3 = (NR + i) % 17 ? $2 + i / 64 : ""; print $0, "k" (NR * i) % 7 } }' two.csv >many.csv

# In pieces of one size; a pipe's chunks end where its pieces do.
pieces_of() { if [ "$1" = 0 ]; then cat many.csv; else dd if=many.csv bs="$1" status=none; fi; }

expected=
for width in portable avx2 avx512 ''; do
  for threads in 1 2 3 8; do
    for piece in 0 4099 65536; do
      last="train: COPPICE_SIMD=$width, $threads threads, pieces of $piece bytes"
      pieces_of $piece | COPPICE_SIMD=$width "$COPPICE" train - --label y --trees 4 --max-bins 40 --seed 3 \
        --row-fraction 0.8 --threads "$threads" --quiet -o model.json 2>err || fail 'trained expected'
      sum=$(cksum <model.json)
      : "${expected:=$sum}"
      [ "$sum" = "$expected" ] || fail "checksum $sum, and $expected before"
    done
    COPPICE_SIMD=$width run predict model.json many.csv --output prob,raw,leaf --threads "$threads"
    expect_exit 0
    [ -e first.csv ] || cp out first.csv
    expect_same out first.csv
  done
  COPPICE_SIMD=$width run train two.csv --label y --booster linear --trees 3 --quiet -o linear.json
  expect_exit 0
  [ -e first.json ] || cp linear.json first.json
  expect_same linear.json first.json
done

COPPICE_SIMD=sse9 run train two.csv --label y -o none.json
expect_exit 2
expect_error 'COPPICE_SIMD=sse9: it is portable, avx2 or avx512'
expect_no_file none.json
