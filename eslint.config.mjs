import regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";

/** The message a reader sees while typing; the law itself is .dependency-cruiser.cjs. */
const NO_EDITOR = "The core knows no editor: only src/editor and src/extension.ts may import vscode.";

export default tseslint.config(
  { ignores: ["dist/**", "scripts/sample/**/*.js", "node_modules/**", ".vscode-test/**", "test/shots/**"] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines": ["error", 400],
      complexity: ["error", 20],
      eqeqeq: "error",
      "no-control-regex": "off",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  {
    files: ["src/{model,tools,stages,terminal}/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { paths: [{ name: "vscode", message: NO_EDITOR }] }] },
  },
  {
    // A text that a stranger sent must not hold a pattern up: no pattern may take the square of its length.
    files: ["src/**/*.ts"],
    plugins: { regexp },
    rules: {
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": ["error", { ignorePartial: false }],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
);
