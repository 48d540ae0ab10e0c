# LibSVM files with faults: line and token are named; what is only spelled otherwise is the same.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

learn rows.svm
expect_exit 0
cp model.json clean.json
from_137() { awk "NR >= 137 { $1 } 1" rows.svm; }

# Otherwise spelled.
from_137 'NF = NF; $0 = $1 " " $6 " " $3 " " $2 " " $5 " " $4' >same.svm
learn same.svm
same_model 'entries not in order'
awk 'NR % 50 == 0 { print "# a comment of its own" } { print $0 " # row " NR }' rows.svm >same.svm
learn same.svm
same_model 'comments'
sed 's/ /\t/g; s/$/ \r/' rows.svm >same.svm
learn same.svm
same_model 'tabs and CRLF'
printf '%s' "$(cat rows.svm)" >same.svm
learn same.svm
same_model 'no newline at the end'

# Faults.
fault() {  # AWK PATTERN
  from_137 "$1" >bad.svm
  learn bad.svm
  refused 3 "bad.svm:137: $2"
}
fault '$0 = $0 " 2:9"' 'column 2 is given twice'
fault '$2 = "-3:1"' "'-3:1': a column number is negative"
fault '$6 = "4294967296:1"' "'4294967296:1': a column number is at most"
fault '$6 = "99999999999999999999999:1"' "'99999999999999999999999:1': a column number is at most"
fault '$2 = "3 0.5"' "'3': expected index:value"
fault '$2 = "30.5"' "'30.5': expected index:value"
fault '$2 = "2:"' "'2:': the value is not a number"
fault '$2 = ":2"' "':2': expected index:value"
fault '$2 = "1:abc"' "'1:abc': the value is not a number"
fault '$2 = "1:1e999"' "'1:1e999': the value is beyond"
fault '$1 = ""' "'1:0.9442': the line has no label"
fault '$1 = "yes"' "'yes': the label is not a number"
fault '$1 = "nan"' "'nan': the label is missing"
fault '$1 = "-inf"' "'-inf': the label is missing or infinite"
fault '$1 = $1 " qid:3"' "'qid:3': some lines have a qid and some have none"
fault '$1 = "0,1"' "'0,1': the label"
for first in '3:0.5 4:x' '1 3:0.5 4' '1 3.5' 'yes 1:1 2:2'; do  # the first line makes no CSV of it
  sed "1s/.*/$first/" rows.svm >bad.svm
  learn bad.svm
  refused 3 'bad.svm:1: '
done

# Column 0 makes the file 0-based; to a 1-based model it is told.
from_137 '$0 = $1 " 0:1 " $2' >zero.svm
learn zero.svm
expect_exit 0
expect [ "$(jq .schema.sparse_base model.json)" = 0 ]
run predict clean.json zero.svm -o none.csv
expect_exit 3
expect_error 'zero.svm:137: .*column 0'
expect_no_file none.csv

# Queries.
awk '{ $1 = $1 " qid:" NR % 2 } 1' rows.svm >bad.svm
learn bad.svm
refused 3 'bad.svm:3: qid:1 comes again after other queries'
awk '{ $1 = $1 " qid:-" NR } 1' rows.svm >bad.svm
learn bad.svm
refused 3 "bad.svm:1: 'qid:-1'"

# A column that training did not see is no column of the model.
awk 'NR == 100 { $0 = $0 " 50:1" } 1' rows.svm >wide.svm
run predict clean.json wide.svm -o wide.csv
expect_exit 0
run predict clean.json rows.svm -o rows.csv
expect_same wide.csv rows.csv
awk 'NR == 100 { $0 = $0 " 2147483647:1" } 1' rows.svm >wide.svm
run predict clean.json wide.svm -o wide.csv
expect_same wide.csv rows.csv

# A file of the other kind.
run predict clean.json reg.csv -o none.csv
expect_exit 3
expect_error 'reg.csv: a CSV file, and the model was trained on a LibSVM file'
learn_y reg.csv
run predict model.json rows.svm -o none.csv
expect_exit 3
expect_error 'rows.svm: a LibSVM file, and the model was trained on a CSV file'
learn rows.svm --label y
refused 2 'label names a column, and this is a LibSVM file'
