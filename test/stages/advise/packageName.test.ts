import assert from "node:assert/strict";
import { formatPurl } from "../../../src/model/advisory/purl";
import { isManifest, readPackageName } from "../../../src/stages/advise/packageName";

const POM = `<project><!-- <artifactId>old</artifactId> -->
<parent><groupId>org.example</groupId><artifactId>parent</artifactId></parent>
<artifactId>tool</artifactId><dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId></dependency></dependencies>
</project>`;
const SDK = '<Project Sdk="Microsoft.NET.Sdk">';

const said = async (file: string, text: string): Promise<string> => {
  const name = await readPackageName(file, text);
  return name === undefined ? "nothing" : "why" in name ? name.why : formatPurl(name);
};

describe("the package a manifest names", () => {
  const named: readonly (readonly [file: string, text: string, purl: string])[] = [
    ["package.json", '\ufeff{"name":"Client"}', "pkg:npm/client"],
    ["package.json", '{"name":"@acme/client"}', "pkg:npm/%40acme/client"],
    [
      "pyproject.toml",
      '[build-system]\nname = "no"\n[ project ] # x\nversion = "1"\nname = "requests"\n',
      "pkg:pypi/requests",
    ],
    ["pyproject.toml", 'project.name = "Zope.Interface_x"\n', "pkg:pypi/zope-interface-x"],
    [
      "pyproject.toml",
      '[tool.a]\nx = """\n[project]\nname = "no"\n"""\n[tool.poetry]\nname = \'flask\'\n',
      "pkg:pypi/flask",
    ],
    ["setup.cfg", "[options]\nname = no\n[metadata]\nname = urllib3\n", "pkg:pypi/urllib3"],
    ["setup.cfg", "[metadata]\r\nname: Two_Words\r\n", "pkg:pypi/two-words"],
    ["setup.py", '# name="no"\nsetup(\n    name="Requests",\n    version=read(),\n)\n', "pkg:pypi/requests"],
    ["Cargo.toml", '[package]\nname = "serde_json"\n[dependencies]\nname = "no"\n', "pkg:cargo/serde_json"],
    [
      "Cargo.toml",
      '[workspace]\nmembers = ["a"]\n[package]\nname = "root"\nversion.workspace = true\n',
      "pkg:cargo/root",
    ],
    ["go.mod", "// x\nmodule golang.org/x/text // y\n\ngo 1.22\n", "pkg:golang/golang.org/x/text"],
    ["go.mod", 'module "github.com/BurntSushi/toml/v2"\n', "pkg:golang/github.com/BurntSushi/toml/v2"],
    ["composer.json", '{"name":"Symfony/Http"}', "pkg:composer/symfony/http"],
    ["rails.gemspec", 'Gem::Specification.new do |s|\n  s.name = "rails"\nend', "pkg:gem/rails"],
    ["pom.xml", POM, "pkg:maven/org.example/tool"],
    [
      "pom.xml",
      POM.replace("<artifactId>tool", "<groupId>org.own</groupId><artifactId>tool"),
      "pkg:maven/org.own/tool",
    ],
    ["x.nuspec", "<package><metadata><id>Acme.Http</id></metadata></package>", "pkg:nuget/Acme.Http"],
    ["Acme.Json.csproj", `${SDK}</Project>`, "pkg:nuget/Acme.Json"],
    ["a.fsproj", `${SDK}<AssemblyName>No</AssemblyName><PackageId>Acme.F</PackageId></Project>`, "pkg:nuget/Acme.F"],
    ["a.vbproj", `${SDK}<AssemblyName> Acme.V </AssemblyName></Project>`, "pkg:nuget/Acme.V"],
  ];
  for (const [file, text, purl] of named) {
    it(`is ${purl} in ${file}`, async () => {
      assert.ok(isManifest(file));
      assert.equal(await said(file, text), purl);
    });
  }

  const unnamed: readonly (readonly [what: string, file: string, text: string, says: RegExp])[] = [
    ["the root of a workspace", "package.json", '{"name":"root","workspaces":["a"]}', /^nothing$/],
    ["what npm would not publish", "package.json", '{"name":"site","private":true}', /^nothing$/],
    ["damaged JSON", "package.json", '{"name":', /^is no valid JSON/],
    ["JSON that is no object", "package.json", "null", /^is no valid JSON/],
    ["a name of the wrong type", "package.json", '{"name":{"a":1}}', /^nothing$/],
    ["a name that is a path", "package.json", '{"name":"../../etc"}', /^nothing$/],
    ["a name with a line break", "package.json", '{"name":"a\\nb"}', /^nothing$/],
    ["an empty name", "composer.json", '{"name":""}', /^nothing$/],
    ["a name without end", "composer.json", `{"name":"${"a".repeat(500)}"}`, /^nothing$/],
    ["a virtual manifest", "Cargo.toml", '[workspace]\nmembers = ["a"]\n', /^nothing$/],
    ["a crate that is not published", "Cargo.toml", '[package]\nname = "x"\npublish = false\n', /^nothing$/],
    ["damaged TOML", "Cargo.toml", '[package\nname = "x"\n', /^is no valid TOML/],
    ["a name of the wrong type in TOML", "pyproject.toml", "[project]\nname = 5\n", /^nothing$/],
    ["a table that is a list", "pyproject.toml", '[[project]]\nname = "x"\n', /^nothing$/],
    ["a pyproject.toml that only builds", "pyproject.toml", '[build-system]\nrequires = ["x"]\n', /^nothing$/],
    ["a computed name of Python", "setup.py", "setup(name=NAME)", /^computes the name/],
    ["two names in one setup.py", "setup.py", 'Extension(name="a.b")\nsetup(name="a")', /^computes the name/],
    ["a computed name of Ruby", "x.gemspec", 's.name = "rails-#{kind}"', /^computes the name/],
    ["a property", "pom.xml", "<project><groupId>${g}</groupId><artifactId>a</artifactId></project>", /^computes/],
    ["a project that is not packed", "A.csproj", `${SDK}<IsPackable> false </IsPackable></Project>`, /^nothing$/],
    ["tests", "Tests.csproj", `${SDK}<IsTestProject>true</IsTestProject></Project>`, /^nothing$/],
    ["a name made of a property", "A.csproj", `${SDK}<PackageId>$(Name)</PackageId></Project>`, /^computes/],
    ["a project of the old form", "A.csproj", '<Project ToolsVersion="15.0"></Project>', /^nothing$/],
    ["another file", "README.md", "name = x", /^nothing$/],
  ];
  for (const [what, file, text, says] of unnamed) {
    it(`is unknown for ${what}`, async () => assert.match(await said(file, text), says));
  }

  it("is looked for in no longer than a moment, whatever the text", async function () {
    this.timeout(20_000);
    const big = (piece: string) => piece.repeat(Math.ceil(2 ** 20 / piece.length));
    const files = ["package.json", "pyproject.toml", "setup.cfg", "setup.py", "Cargo.toml", "go.mod", "composer.json"];
    const others = ["x.gemspec", "pom.xml", "x.nuspec", "x.csproj"];
    const pieces = [
      "\n",
      " ",
      "[",
      "{",
      '{"a":',
      "[project]\n",
      "<parent>",
      "<!--",
      "<Project ",
      "<id>  ",
      "name=",
      "s.name = \n",
      "a.",
      "\u0000",
      "[metadata]\n",
      '"""',
      "setup (",
      "module ",
    ];
    for (const file of [...files, ...others]) {
      for (const piece of pieces) {
        const start = performance.now();
        assert.match(
          await said(file, big(piece)),
          /^(?:nothing|is no valid|computes)|^pkg:(?:nuget\/x|golang\/module)$/,
          `${file} of ${JSON.stringify(piece)}`,
        );
        const took = performance.now() - start;
        assert.ok(took < 2000, `${file} of ${JSON.stringify(piece)} took ${Math.round(took)} ms`);
      }
    }
  });
});
