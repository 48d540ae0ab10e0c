# Small data sets to spoil, for the tests of bad input and faults. A script sources _lib.sh first.
#
#   reg.csv    y,x1,...,x5, 600 rows, numbers; row 137 of the data is line 138
#   two.csv    the same with labels 0 and 1; three.csv with 0, 1 and 2
#   rows.svm   reg.csv as LibSVM, columns 1 to 5, labels of three.csv
#
#   edit AWK FILE [FS]  the file with its lines changed by an awk program
#   learn FILE ARGS     a small model ($trees, or 3) of the file as model.json
#   same_model WHAT     that model is clean.json, byte for byte
#   refused CODE REGEX  the last run failed so, said so on one line, and wrote no model.json

bad_rows='NR >= 138'

# A linear congruential generator in awk: the same numbers by every awk.
make_rows() {
  awk -v kind="$1" '
    function draw() { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648 }
    BEGIN {
      state = 12345
      print "y,x1,x2,x3,x4,x5"
      for (row = 1; row <= 600; ++row) {
        a = draw(); b = draw(); c = draw(); d = draw(); e = draw()
        score = 2 * a - b + (c > 0.5) + 0.1 * d
        y = sprintf("%.4f", score)
        if (kind == 2) y = (score > 1) ? 1 : 0
        if (kind == 3) y = (score > 1.3) + (score > 0.7)
        printf "%s,%.4f,%.4f,%.4f,%.4f,%.4f\n", y, a, b, c, d, e
      }
    }'
}

make_rows 1 >reg.csv
make_rows 2 >two.csv
make_rows 3 >three.csv
awk -F, 'NR > 1 { print $1, "1:" $2, "2:" $3, "3:" $4, "4:" $5, "5:" $6 }' three.csv >rows.svm

edit() { awk -F"${3:-,}" -v OFS="${3:-,}" "$1" "$2"; }

learn() {
  local file=$1
  shift
  rm -f model.json
  run train "$file" --trees "${trees:-3}" --max-leaves 7 --quiet -o model.json "$@"
}
learn_y() { learn "$@" --label y; }

same_model() {
  expect_exit 0
  cmp -s model.json clean.json || fail "$1: the model should be that of the clean file"
}

refused() {
  expect_exit "$1"
  expect_error "$2"
  expect_no_file model.json
}
