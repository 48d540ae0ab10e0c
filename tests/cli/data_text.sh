# Training files that are cut, shifted or spelled differently as text: either the same model as
# that of the clean file, or one line that names the file, the line and the column.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

regression() { learn_y "$1" --objective squared_error; }
regression reg.csv
expect_exit 0
expect_no_err
cp model.json clean.json

# Nothing to learn from.
: >bad.csv
regression bad.csv
refused 3 'bad.csv: the file is empty'
head -1 reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv: .*no (data )?rows'
printf '\n\n\n' >bad.csv
regression bad.csv
refused 3 'bad.csv: no rows'
head -2 reg.csv >bad.csv
regression bad.csv
refused 3 'one row is too few'

# The same data, otherwise spelled.
printf %s "$(cat reg.csv)" >same.csv
regression same.csv
same_model 'no newline at the end'
sed 's/$/\r/' reg.csv >same.csv
regression same.csv
same_model 'CRLF'
{ printf '\xef\xbb\xbf' && cat reg.csv; } >same.csv
regression same.csv
same_model 'byte order mark'
awk -F, -v OFS=, 'NR > 1 { for (i = 1; i <= NF; ++i) $i = "\"" $i "\"" } 1' reg.csv >same.csv
regression same.csv
same_model 'every number in quotes'
edit 'NR == 138 || NR == 400 { $0 = $0 "\n\n" } END { print "\n" } 1' reg.csv >same.csv
regression same.csv
same_model 'blank lines'
tr , '\t' <reg.csv >same.tsv
regression same.tsv
same_model 'tabs'
sed 's/,/ , /g' reg.csv >same.csv
regression same.csv
same_model 'blanks around fields'

awk 'NR % 2 { printf "%s\r\n", $0; next } 1' reg.csv >same.csv
regression same.csv
same_model 'LF and CRLF mixed'
sed 's/,/:/g' reg.csv >bad.csv
regression bad.csv
refused 3 "no column 'y'; the file has 1 column: y:x1:x2:x3:x4:x5; if another sign .* --delimiter"
learn_y bad.csv --objective squared_error --delimiter :
same_model 'colons'
sed '1s/^/# a comment\n/' reg.csv >bad.csv
regression bad.csv
refused 3 "the file has 1 column: # a comment; .*"
sed 's/$/,/' reg.csv >ends.csv
regression ends.csv
expect_exit 0
expect_err 'warning: ends.csv: 1 of 6 columns have no value in any row and are not used: column_6'

# Shifted and cut rows: the line and both counts.
edit "$bad_rows { gsub(/,/, \"\t\") } 1" reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:138: .*6 fields.*found 1'
edit "$bad_rows { NF = 3 } 1" reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:138: .*6 fields.*found 3'
edit "$bad_rows { \$4 = \$4 \",9.5\" } 1" reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:138: .*6 fields.*found 7'
edit 'NR == 601 { $0 = substr($0, 1, 12) } 1' reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:601: .*6 fields'
edit 'NR == 1 { print $0 ",x6"; next } 1' reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:2: .*7 fields.*found 6'
sed '1s/$/,/' reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:2: .*7 fields.*found 6'
edit 'NR == 138 { sub(/\n?$/, "\r"); printf "%s", $0; next } 1' reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:138: .*6 fields.*found 11'
edit 'NR == 300 { print "y,x1,x2,x3,x4,x5" } 1' reg.csv >bad.csv
regression bad.csv
refused 3 "bad.csv:300: column '(y|x1)'"

# Quoted texts are one field: category texts with commas, quotes and line breaks.
quoted() {
  awk -F, -v OFS=, -v red="$1" -v blue="$2" \
    'NR == 1 { $3 = "colour" } NR > 1 { $3 = ($2 > 0.5) ? red : blue } 1' two.csv
}
quoted '"red, dark"' blue >texts.csv
learn_y texts.csv --numeric x1
expect_exit 0
expect [ "$(jq -c '.schema.features[1].categories | sort' model.json)" = '["blue","red, dark"]' ]
quoted '"a ""b""\n c"' '"d"' >texts.csv
learn_y texts.csv
expect_exit 0
expect [ "$(jq -c '.schema.features[1].categories | sort' model.json)" = '["a \"b\"\n c","d"]' ]
edit 'NR == 138 { $3 = "\"" $3 } 1' reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:138: the quote that opens here is not closed'
edit 'NR == 138 { $3 = "\"0.5\"x" } 1' reg.csv >bad.csv
regression bad.csv
refused 3 'bad.csv:138: '

# Names: twice, bytes that are not UTF-8, none.
sed '1s/x3/x2/' reg.csv >bad.csv
regression bad.csv
refused 3 "bad.csv:1: .*'x2'"
sed '1s/x3/y/' reg.csv >bad.csv
regression bad.csv
refused 3 "bad.csv:1: .*'y'"
printf 'y,x\xff\xfe,x2,x3,x4,x5\n' >names.csv
tail -n +2 reg.csv >>names.csv
regression names.csv
expect_exit 0
run predict model.json names.csv
expect_exit 0
cp out names.out
run predict clean.json reg.csv
expect_same out names.out

# A line that is no row of data.
{ head -137 reg.csv && head -c 10000000 /dev/zero | tr '\0' g && echo && tail -n +138 reg.csv; } >bad.csv
regression bad.csv
refused 3 'bad.csv:138: .*6 fields.*found 1'
expect [ "$(wc -c <err)" -lt 300 ]
rm bad.csv

# Two thousand columns and more are no limit of their own.
awk 'BEGIN { printf "y"; for (j = 0; j < 20000; ++j) printf ",c%d", j; print ""
  for (i = 0; i < 20; ++i) { printf "%d", i % 2; for (j = 0; j < 20000; ++j) printf ",%d", (i * j) % 7; print "" } }' >wide.csv
learn_y wide.csv --min-rows-in-leaf 2
expect_exit 0
expect [ "$(jq '.schema.features | length' model.json)" = 20000 ]
