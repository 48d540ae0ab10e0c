# Files to predict that are not laid out as the training file was: columns are matched by name, and
# what cannot be right is an error that names the place; nothing is silently zero or shifted.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

learn_y reg.csv --objective squared_error
cp model.json named.json
tail -n +2 reg.csv >bare.csv
learn bare.csv --label 0 --objective squared_error
expect_exit 0
cp model.json bare.json
run predict named.json reg.csv -o right.csv
expect_exit 0
expect_no_err_but_summary() { ! grep -q warning err || fail 'no warning expected'; }
expect_no_err_but_summary

predict() { run predict "$1.json" "$2" -o out.csv "${@:3}"; }
same_answers() {
  expect_exit 0
  expect_same out.csv right.csv
  rm -f out.csv
}
no_answers() {
  expect_exit 3
  expect_error "$1"
  expect_no_file out.csv
}

# Columns of a file with a header: fewer, more, in another order, without the label.
cut -d, -f1-4 reg.csv >rows.csv
predict named rows.csv
no_answers "rows.csv: 2 of the model's 5 columns are not in the file: x4, x5"
sed 's/$/,8,9/; 1s/8,9/new,newer/' reg.csv >rows.csv
predict named rows.csv
same_answers
edit '{ $0 = $6 OFS $5 OFS $4 OFS $3 OFS $2 OFS $1 } 1' reg.csv >rows.csv
predict named rows.csv
same_answers
cut -d, -f2- reg.csv >rows.csv
predict named rows.csv
same_answers
sed '1s/x3/X3/' reg.csv >rows.csv
predict named rows.csv
no_answers "1 of the model's 5 columns are not in the file: x3"
run evaluate named.json rows.csv
expect_exit 3

# With and without a header line.
predict named bare.csv
no_answers 'bare.csv:1: no header line'
predict named bare.csv --header no
expect_exit 3
predict bare reg.csv
no_answers 'reg.csv:1: looks like a header line'
predict bare reg.csv --header yes
same_answers
predict bare bare.csv
same_answers
cut -d, -f2- bare.csv >rows.csv
predict bare rows.csv
same_answers
cut -d, -f3- bare.csv >rows.csv
predict bare rows.csv
no_answers 'rows.csv:1: expected 6 fields as in the training file \(or 5 without the label\), found 4'
sed 's/$/,1/' bare.csv >rows.csv
predict bare rows.csv
no_answers 'rows.csv:1: expected 6 fields .*found 7'

# Rows at fault.
: >rows.csv
predict named rows.csv
no_answers 'rows.csv: the file is empty'
head -1 reg.csv >rows.csv
predict named rows.csv
no_answers 'rows.csv: no rows'
edit 'NR == 138 { $3 = "abc" } 1' reg.csv >rows.csv
predict named rows.csv
no_answers "rows.csv:138: column 'x2': 'abc' is not a number"
edit 'NR == 138 { $3 = "0.5,0.5" } 1' reg.csv >rows.csv
predict named rows.csv
no_answers 'rows.csv:138: expected 6 fields, found 7'
edit 'NR == 138 { $1 = "" } 1' reg.csv >rows.csv
predict named rows.csv
same_answers
run evaluate named.json rows.csv
expect_exit 3
expect_error "rows.csv:138: the label \(column 'y'\) is missing"
predict named missing.csv
expect_exit 5
expect_error 'missing.csv: cannot open: No such file'
expect_no_file out.csv

# A number column that has become text, and the other way round.
edit 'NR > 1 { $3 = "t" int(10 * $3) } 1' reg.csv >texts.csv
predict named texts.csv
no_answers "texts.csv:2: column 'x2': 't[0-9]' is not a number"
learn_y texts.csv --objective squared_error
predict model reg.csv
expect_exit 0
expect_err 'x2 +100 % +10 categories'

# Categories as numbers: those that training did not see count as missing, and are told.
edit 'NR > 1 { $3 = int(4 * $3) } 1' reg.csv >codes.csv
learn_y codes.csv --objective squared_error --categorical x2
cp model.json codes.json
edit 'NR > 1 && NR < 152 { $3 = (NR % 4 == 0) ? 7 : (NR % 4 == 1) ? 1000000000 : (NR % 4 == 2) ? -3 : 2.5 } 1' \
  codes.csv >rows.csv
predict codes rows.csv
expect_exit 0
expect_err 'x2 +25 % +4 categories'
expect awk 'NR > 1 && !($1 > -10 && $1 < 10) { exit 1 }' out.csv
edit 'NR > 1 && NR < 152 { $3 = "" } 1' codes.csv >missing.csv
mv out.csv unseen.csv
predict codes missing.csv
expect_same out.csv unseen.csv
edit 'NR > 1 { $3 = $3 ".0" } 1' codes.csv >rows.csv
predict codes rows.csv
expect_exit 0
expect_no_err_but_summary

# Numbers beyond what training saw: one table, with the share of rows, and an error where asked.
edit 'NR > 1 && NR < 62 { $4 = 1000 } NR == 100 { $2 = -1 } 1' reg.csv >rows.csv
predict named rows.csv
expect_exit 0
expect_err '^coppice: warning: rows.csv: values that training did not see'
expect_err '^  column +rows +training saw$'
expect_err '^  x3 +10 % +0.0[0-9]* to 0.99[0-9]*$'
expect_err '^  x1 +0.167 % '
run evaluate named.json rows.csv
expect_err '^  x3 +10 % '
run evaluate named.json rows.csv --log json
expect_list 'map(select(.event == "warning"))[0].table[0] | .column == "x3" and .rows == "10 %"' err
rm -f out.csv
predict named rows.csv --strict
no_answers 'rows.csv: values that training did not see.* x3, 10 %, .*--strict'
run evaluate named.json rows.csv --strict
expect_exit 3
expect [ ! -s out ]
predict named reg.csv --strict
same_answers
learn_y reg.csv --objective squared_error --valid rows.csv
expect_err '^  x3 +10 % '
learn_y reg.csv --objective squared_error --valid rows.csv --strict
refused 3 'values that training did not see'
learn_y constant.csv --strict
edit 'NR > 1 { $0 = $1 ",1,2,3,4,5" } 1' two.csv >constant.csv
learn_y constant.csv --strict
refused 3 'no feature can split.*--strict'
awk 'NR == 100 { $0 = $0 " 50:1" } 1' rows.svm >wide.svm
learn rows.svm
predict model wide.svm
expect_err '^  6 and above +0.167 % +no value$'

# Going on from a model needs the model's columns.
learn_y texts.csv --objective squared_error --init-model named.json
refused 3 "texts.csv:2: column 'x2': 't[0-9]' is not a number"
cut -d, -f1-5 reg.csv >fewer.csv
learn_y fewer.csv --objective squared_error --init-model named.json
refused 3 "1 of the model's 5 columns are not in the file: x5"
