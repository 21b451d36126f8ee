// Stands in for @vscode/native-watchdog: ends this process when the one that started it is gone.
const EVERY_MS = 3000;
const PARENT_GONE = 87;

exports.start = (parentPid) => {
  const look = () => {
    try {
      process.kill(parentPid, 0);
    } catch {
      process.exit(PARENT_GONE);
    }
  };
  setInterval(look, EVERY_MS).unref();
};
exports.exit = (code) => process.exit(code);
