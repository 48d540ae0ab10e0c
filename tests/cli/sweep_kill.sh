# kill -9 at random moments of a sweep, and --resume, on any number of threads: the same leaderboard and
# best model as without, no trial lost and none run twice. KILLS=50 tries more moments.
. "$(dirname "$0")/_lib.sh"

kills=${KILLS:-5}
head -2000 "$data/adult_train.csv" >train.csv
cat >space.toml <<'EOF'
trees = 20
metric = "auc"
[space]
max-leaves = [4, 8, 16]
learning-rate = { min = 0.05, max = 0.5, log = true }
growth = ["leaf_wise", "depth_wise"]
max-depth = { values = [2, 4], when = { growth = "depth_wise" } }
EOF
sweep() { run sweep train.csv --label income --valid "$data/adult_test.csv" --space space.toml --quiet "$@"; }

state=1
broken=0
for way in "tpe --halving --first-rounds 3 --generation 8" random; do
  start=$(date +%s%N)
  sweep --sampler $way --trials 24 --threads 2 -o whole
  expect_exit 0
  length=$((($(date +%s%N) - start) / 1000000))
  for ((done = 0; done < kills; )); do
    # Until this sweep is whole, one kill after the other; some before the first trial has ended.
    while ((done < kills)); do
      state=$(((state * 1103515245 + 12345) % 2147483648))
      killed_after $((1 + state / 1000 % length)) sweep train.csv --label income --valid "$data/adult_test.csv" \
        --space space.toml --quiet --sampler $way --trials 24 --threads $((1 + done % 3)) --resume -o killed
      done=$((done + 1))
      [ "$status" -eq 0 ] && break
      broken=$((broken + 1))
    done
    [ -d killed ] || continue
    # A line that was being written; lines of trials come after the head only.
    if [ "$(wc -l <killed/ledger.jsonl)" -gt 0 ]; then printf '{"trial":99,"par' >>killed/ledger.jsonl; fi
    sweep --sampler $way --trials 24 --threads 1 --resume -o killed
    expect_exit 0
    for file in leaderboard.csv best.json best.toml; do expect_same killed/$file whole/$file; done
    expect [ "$(jq -r '.trial // empty' killed/ledger.jsonl | sort | uniq -d | wc -l)" -eq 0 ]
    expect [ "$(wc -l <killed/ledger.jsonl)" -eq "$(wc -l <whole/ledger.jsonl)" ]
    sweep --sampler $way --trials 24 -o killed
    expect_exit 2
    expect_err 'error: .*give --resume'
    rm -r killed
  done
  rm -r whole
done
echo "killed $broken times"
