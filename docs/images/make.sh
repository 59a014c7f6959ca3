#!/bin/sh
# Makes slack-message.json (the payload) and slack-message.png (what Slack shows of it). Needs Chromium; the argument is the picture's height.
set -eu
cd "$(dirname "$0")/../.."
page=$(mktemp -d)
EYRIE_WRITE_GOLDEN=1 EYRIE_WRITE_PAGE="$page/slack.html" dotnet run --project tests/Sinks.Tests -- --filter-class '*SlackPictureTests'
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=760,"${1:-1240}" --user-data-dir="$page" \
  --screenshot="$PWD/docs/images/slack-message.png" "file://$page/slack.html" 2>/dev/null
rm -r "$page"
# status-page.png, status-phone.png and latest-alerts.png: the demo's page, in the same way. Wants a font with emoji (Debian's fonts-noto-color-emoji).
EYRIE_WRITE_GOLDEN=1 dotnet run --project tests/Eyrie.Tests -- --filter-class '*DemoPageTests'
