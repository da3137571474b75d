#!/bin/sh
# docs/pictures.sh OUTPUTS: the pictures of the leader's page that README shows, from the official
# edition in a folder of outputs. Needs chromium, LibreOffice, poppler and ImageMagick.
set -eu
annex=$(realpath "$1")
docs=$(dirname "$(realpath "$0")")
aside=$(mktemp -d)
trap 'rm -rf "$aside"' EXIT

page() {  # NAME WIDTH HEIGHT [FLAGS]
  name=$1 size=$2,$3
  shift 3
  chromium --headless=new --no-sandbox --hide-scrollbars --window-size="$size" "$@" \
    --screenshot="$aside/$name.png" "file://$annex/annex-official.html" >/dev/null 2>&1
}

page annex 1280 1230
page annex-phone 390 1500
page annex-dark 1280 1230 --force-dark-mode --blink-settings=preferredColorScheme=0
soffice --headless --convert-to pdf --outdir "$aside" "$annex/annex-official.docx" >/dev/null 2>&1
pdftoppm -r 70 -f 1 -l 1 -singlefile -png "$annex/annex-official.pdf" "$aside/annex-pdf"
pdftoppm -r 70 -f 1 -l 1 -singlefile -png "$aside/annex-official.pdf" "$aside/annex-word"
for name in annex annex-phone annex-dark annex-pdf annex-word; do
  convert "$aside/$name.png" -strip +dither -colors 24 -define png:compression-level=9 "$docs/$name.png"
done
