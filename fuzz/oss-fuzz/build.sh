#!/bin/bash -eu
# Builds one target for each law.
cd "$SRC/countersign"
fuzz/seeds-from-vectors
for seeds in fuzz/seeds/*; do
  law=$(basename "$seeds")
  ONLY_LAW=$law cargo fuzz build -O --fuzz-dir fuzz
  cp "fuzz/target/x86_64-unknown-linux-gnu/release/law" "$OUT/law_$law"
  folders=("$seeds")
  [ ! -d "fuzz/corpus/$law" ] || folders+=("fuzz/corpus/$law")
  [ ! -f "fuzz/kept/$law.txt" ] || folders+=("$(fuzz/kept-inputs unpack "fuzz/kept/$law.txt" "fuzz/corpus/kept-$law")")
  find "${folders[@]}" -type f -print0 | xargs -0 zip -q -j "$OUT/law_${law}_seed_corpus.zip"
  cat fuzz/dictionaries/*.dict > "$OUT/law_$law.dict"
done
