# Values that are no numbers, labels that are no labels, weights that are no weights: the line, the
# column and the text are named; odd but plain values have a documented meaning.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

regression() { learn_y "$1" --objective squared_error; }
x2_from_137() { edit "$bad_rows { \$3 = \"$1\" } 1" reg.csv; }

# Text in a column of numbers.
for text in abc 1.5abc 0x1.8p3 1,5 1e5e5 '1 2' ++1; do
  x2_from_137 "\\\"$text\\\"" >bad.csv
  regression bad.csv
  expect_exit 3
  expect_no_file model.json
  grep -qF "bad.csv:138: column 'x2': '$text'" err || fail "text '$text' should be named"
  expect [ "$(wc -l <err)" -eq 1 ]
done
x2_from_137 1e400 >bad.csv
regression bad.csv
refused 3 "bad.csv:138: column 'x2': '1e400' is beyond the range"

# Missing: all usual spellings mean what the empty field means.
x2_from_137 '' >missing.csv
regression missing.csv
expect_exit 0
cp model.json clean.json
for text in NA null '?' nan None - N/A -nan NaN NULL '""' ' '; do
  x2_from_137 "${text//\"/\\\"}" >same.csv
  regression same.csv
  same_model "missing as '$text'"
done
x2_from_137 n.a. >bad.csv
regression bad.csv
refused 3 "bad.csv:138: column 'x2': 'n.a.' .*--missing 'n.a.'"
learn_y bad.csv --objective squared_error --missing n.a. --missing ''
expect_exit 0

# Numbers at the edges.
for number in inf -inf 1e39 -1e308 4.9e-324 1e-400 9007199254740993; do
  x2_from_137 $number >edge.csv
  regression edge.csv
  expect_exit 0
  run predict model.json edge.csv
  expect_exit 0
  expect awk 'NR > 1 && !($1 > -10 && $1 < 10) { exit 1 }' out
done
x2_from_137 1e39 >large.csv
learn_y large.csv --objective squared_error
x2_from_137 12 >twelve.csv
learn_y twelve.csv --objective squared_error
run predict model.json large.csv
cp out large.out
run predict model.json twelve.csv
expect_same out large.out
# 2^53 and 2^53 + 1 are one float64: documented, so the classes cannot be told apart.
awk 'BEGIN { print "y,x"; for (i = 0; i < 200; ++i) print i % 2 ",900719925474099" (i % 2 ? 3 : 2) }' >large.csv
learn_y large.csv
expect_exit 0
expect_err 'warning: .*no feature can split'

# Columns without information.
edit 'NR > 1 { $3 = "" } 1' reg.csv >empty.csv
regression empty.csv
expect_exit 0
expect_err 'warning: empty.csv: 1 of 5 columns have no value in any row and are not used: x2'
cut -d, -f1,2,4- reg.csv >without.csv
edit 'NR > 1 { $3 = "7" } 1' reg.csv >constant.csv
regression constant.csv
expect_exit 0
run predict model.json constant.csv
cp out constant.out
regression without.csv
run predict model.json without.csv
expect_same out constant.out
edit 'NR > 1 { $0 = $1 ",1,2,3,4,5" } 1' two.csv >constant.csv
learn_y constant.csv
expect_exit 0
expect_err 'warning: no feature can split'
run predict model.json constant.csv
expect [ "$(sort -u out | wc -l)" -eq 2 ]

# Labels.
label_from_137() { edit "NR >= 138 && NR <= 167 { \$1 = \"$1\" } 1" "$2"; }
label_from_137 '' reg.csv >bad.csv
regression bad.csv
refused 3 "bad.csv:138: the label \(column 'y'\) is missing"
label_from_137 nan reg.csv >bad.csv
regression bad.csv
refused 3 "bad.csv:138: the label \(column 'y'\) is missing"
label_from_137 inf reg.csv >bad.csv
regression bad.csv
refused 3 "bad.csv:138: the label \(column 'y'\) is infinite"
label_from_137 '' two.csv >bad.csv
learn_y bad.csv
refused 3 'bad.csv:138'
label_from_137 2 two.csv >bad.csv
learn_y bad.csv --objective logistic
refused 3 '(label|class).*'
expect_err '3 (classes|different labels)'
label_from_137 1.5 three.csv >bad.csv
learn_y bad.csv --objective softmax
refused 3 "label column 'y': 1.5 is no class number"
label_from_137 -1 three.csv >four.csv
learn_y four.csv
expect_exit 0
expect [ "$(jq -c .classes model.json)" = '["-1","0","1","2"]' ]
edit 'NR > 1 { $1 = $1 ? "yes" : "no" } 1' two.csv >texts.csv
learn_y texts.csv
expect_exit 0
expect [ "$(jq -c .classes model.json)" = '["no","yes"]' ]
edit 'NR > 1 { $1 = 1 } 1' two.csv >bad.csv
learn_y bad.csv --objective logistic
refused 3 'label'
edit 'NR > 1 { $1 = "a" } 1' two.csv >bad.csv
learn_y bad.csv
refused 3 "label.*'?a'?"
edit 'NR > 1 { $1 = 5 } 1' reg.csv >constant.csv
regression constant.csv
expect_exit 0
expect_err 'warning: .*label'
run predict model.json constant.csv
expect [ "$(tail -n +2 out | sort -u)" = 5 ]

# Weights.
weighted() { edit "{ \$7 = (NR == 1) ? \"w\" : ($1) } 1" reg.csv; }
learn_w() { learn_y "$1" --objective squared_error --weight w; }
weighted 'NR % 3 ? 1 : -1' >bad.csv
learn_w bad.csv
refused 3 "bad.csv:3: the weight \(column 'w'\) is negative: -1"
weighted 'NR >= 138 && NR < 148 ? "nan" : 1' >bad.csv
learn_w bad.csv
refused 3 "bad.csv:138: the weight \(column 'w'\) is missing"
weighted 'NR <= 591 ? 1 : ""' >bad.csv
learn_w bad.csv
refused 3 "bad.csv:592: the weight"
weighted 'NR == 200 ? "inf" : 1' >bad.csv
learn_w bad.csv
refused 3 "bad.csv:200: the weight"
weighted 0 >bad.csv
learn_w bad.csv
refused 3 'weight'
weighted 'NR == 200 ? "heavy" : 1' >bad.csv
learn_w bad.csv
refused 3 "bad.csv:200: column 'w': 'heavy'"
