// Stands in for the native logger @vscode/spdlog of the VS Code server, so that installing the host compiles nothing.
// Every export is a plain `exports.X =`: the server imports it from an ES module, and Node finds named exports only so.
const fs = require("node:fs");
const path = require("node:path");

const LEVELS = ["trace", "debug", "info", "warn", "error", "critical"];
let defaultLevel = LEVELS.indexOf("info");

class Logger {
  constructor(_kind, _name, file) {
    this.file = file;
    this.level = defaultLevel;
    this.plain = false;
    if (file) fs.mkdirSync(path.dirname(file), { recursive: true });
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  /** From then on messages are written as they are: output channels bring their own line ends. */
  clearFormatters() {
    this.plain = true;
  }

  setPattern() {}

  flush() {}

  drop() {
    this.file = undefined;
  }
}

LEVELS.forEach((name, level) => {
  Logger.prototype[name] = function (message) {
    if (!this.file || level < this.level) return;
    fs.appendFileSync(this.file, this.plain ? message : `${new Date().toISOString()} [${name}] ${message}\n`);
  };
});

const createLogger = async (name, file) => new Logger("rotating", name, file);

exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
exports.setFlushOn = () => {};
exports.setLevel = (level) => {
  defaultLevel = level;
};
