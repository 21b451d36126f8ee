#!/usr/bin/env bash
# Publishes embargo-<version>.vsix to the Visual Studio Marketplace and to Open VSX (VSCodium, Cursor, code-server).
# Wants VSCE_PAT and OVSX_PAT in the environment; both programs read their own.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${VSCE_PAT:?the token of the Visual Studio Marketplace}" "${OVSX_PAT:?the token of Open VSX}"

npm run package
vsix=embargo-$(node -p 'require("./package.json").version').vsix
npx vsce publish --packagePath "$vsix"
npx --yes ovsx publish "$vsix"
