#!/usr/bin/env bash
# A sweep by hand: a shell loop over `coppice train`, side by side with GNU parallel. `coppice sweep`
# is quicker, since it reads and bins the data once; this is for what only a script can do.
#
#   configs/sweep.sh TRAIN VALID LABEL DIR      COPPICE names the program, `coppice` by default
#
# Each trial leaves DIR/NAME.json (metrics and history). What is there already is not run again, so a
# sweep that was broken off goes on where it stood. Prints the trials, best first.
set -euo pipefail

train=$1 valid=$2 label=$3 folder=$4
coppice=${COPPICE:-coppice}
command -v parallel >/dev/null || { echo "sweep.sh needs GNU parallel" >&2; exit 77; }
mkdir -p "$folder"

# One trial: its parameters as NAME=VALUE. The metrics file appears whole or not at all.
trial() {
  local name flags=()
  name=$(IFS=,; echo "$*")
  [ -e "$folder/$name.json" ] && return
  for setting in "$@"; do flags+=(--set "$setting"); done
  "$coppice" train "$train" --valid "$valid" --label "$label" --metric auc --trees 60 --threads 1 \
    --quiet "${flags[@]}" -o /dev/null --metrics-out "$folder/$name.json"
}
export -f trial
export coppice train valid label folder

parallel --will-cite --halt soon,fail=1 trial \
  ::: max-leaves={7,15,31} ::: learning-rate={0.1,0.3}

for result in "$folder"/*.json; do
  jq -r '[.metrics[].auc, input_filename] | @tsv' "$result"
done | sort -rg
