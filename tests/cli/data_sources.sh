# Where training data comes from: what is no readable text is told by its kind and path; packed
# files, pipes and odd names give the same model.
. "$(dirname "$0")/_lib.sh"
. "$COPPICE_SOURCE/tests/cli/_faults.sh" || exit 1

regression() { learn_y "$1" --objective squared_error; }
regression reg.csv
cp model.json clean.json

# No text.
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0' >picture.csv
regression picture.csv
refused 3 'picture.csv: not text: this is .*PNG'
printf 'PK\3\4junk' >archive.csv
regression archive.csv
refused 3 'archive.csv: not text: this is .*zip'
printf 'PAR1\x15junkPAR1' >table.csv
regression table.csv
refused 3 'table.csv: not text: this is .*Parquet'
printf '\xff\xfey\0,\0x\0\n\0' >wide.csv
regression wide.csv
refused 3 'wide.csv: not text: this is .*UTF-16'
iconv -f UTF-8 -t UTF-16LE reg.csv >wide.csv  # without a byte order mark
regression wide.csv
refused 3 'wide.csv:1: not text: it has a zero byte'
edit 'NR == 138 { $3 = "0.\0012" } 1' reg.csv | tr '\001' '\000' >zero.csv
regression zero.csv
refused 3 'zero.csv:138: not text: it has a zero byte'
tr '\n' '\r' <reg.csv >returns.csv
regression returns.csv
refused 3 'returns.csv: its lines end with carriage returns alone'
regression clean.json
refused 3 'clean.json'

# Packed by content; a packed file that is cut or spoilt is told.
gzip -c reg.csv >packed.csv
regression packed.csv
same_model 'gzip'
head -c 3000 packed.csv >cut.csv
regression cut.csv
refused 3 'cut.csv: gzip data is damaged'
{ head -c 2000 packed.csv && printf 'XXXXXXXX' && tail -c +2009 packed.csv; } >spoilt.csv
regression spoilt.csv
refused 3 'spoilt.csv(: gzip data is damaged|:[0-9]+: )'
{ cat packed.csv && head -c 100 /dev/zero; } >padded.csv
regression padded.csv
same_model 'gzip with zeros after it, as from a tape'
{ cat packed.csv && echo more; } >more.csv
regression more.csv
refused 3 'more.csv: gzip data is damaged'
cat packed.csv packed.csv >twice.csv  # a second member, with a header line of its own
regression twice.csv
refused 3 "twice.csv:602: column '(y|x1)'"
for less in 1 4 8; do
  head -c -$less packed.csv >cut.csv
  regression cut.csv
  refused 3 'cut.csv: gzip data is damaged: it ends too early'
done
head -c 12 packed.csv >head.csv
regression head.csv
refused 3 'head.csv'
if command -v zstd >/dev/null; then
  zstd -q -c reg.csv >packed.zst
  regression packed.zst
  same_model 'zstd'
  head -c 3000 packed.zst >cut.zst
  regression cut.zst
  refused 3 'cut.zst: zstd data is damaged'
fi
: | gzip -c >empty.gz
regression empty.gz
refused 3 'empty.gz: the file is empty'

# Paths.
mkdir folder && cp reg.csv folder/
regression folder
refused 5 'folder: is a directory'
regression missing.csv
refused 5 'missing.csv: cannot open: No such file'
regression reg.csv/more
refused 5 'reg.csv/more: cannot open: Not a directory'
regression /dev/null
refused 3 '/dev/null: the file is empty'
regression ''
expect_exit 2
mkfifo pipe
cat reg.csv >pipe &
regression pipe
same_model 'FIFO'
wait
last='train from standard input'
"$COPPICE" train - --label y --objective squared_error --trees 3 --max-leaves 7 --quiet -o model.json \
  2>err <reg.csv
same_model 'standard input'
"$COPPICE" train - --label y -o model.json 2>err <&-
status=$?
expect [ "$status" -ne 0 ]
odd="a folder/caf$(printf '\xc3\xa9') #=?&'\"x"
mkdir -p "$odd"
cp reg.csv "$odd/a b.csv"
regression "$odd/a b.csv"
same_model 'odd path'
run train "$odd/a b.csv" --label y --objective squared_error --trees 3 --max-leaves 7 --quiet \
  -o "$odd/m #1.json"
expect_exit 0
expect_same "$odd/m #1.json" clean.json
run predict "$odd/m #1.json" "$odd/a b.csv" -o "$odd/p\$x.csv"
expect_exit 0
expect_file "$odd/p\$x.csv"
regression "$(printf 'new\nline.csv')"
expect_exit 5
expect [ "$(wc -l <err)" -eq 1 ]

# No right to read, as another user.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  chmod 755 . && cp reg.csv secret.csv && chmod 600 secret.csv && mkdir -m 777 shared
  last='train as another user'
  status=0
  setpriv --reuid=65534 --regid=65534 --clear-groups "$COPPICE" train secret.csv --label y \
    -o shared/model.json >out 2>err || status=$?
  if ! grep -q 'setpriv' err; then
    expect_exit 5
    expect_error 'secret.csv: cannot open: Permission denied'
    expect [ -z "$(ls shared)" ]
  fi
fi
