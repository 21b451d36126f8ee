import assert from "node:assert/strict";
import { formatPurl } from "../../../src/model/advisory/purl";
import { isManifest, readPackageName } from "../../../src/stages/advise/packageName";

const POM = `<project><parent><groupId>org.example</groupId><artifactId>parent</artifactId></parent>
<artifactId>tool</artifactId><dependencies><dependency><groupId>x</groupId><artifactId>y</artifactId></dependency></dependencies>
</project>`;

describe("the package a manifest names", () => {
  const named: readonly (readonly [file: string, text: string, purl: string])[] = [
    ["package.json", '{"name":"client","private":true}', "pkg:npm/client"],
    ["package.json", '{"name":"@acme/client"}', "pkg:npm/%40acme/client"],
    [
      "pyproject.toml",
      '[build-system]\nname = "no"\n[project] # x\nversion = "1"\nname = "requests"\n',
      "pkg:pypi/requests",
    ],
    ["pyproject.toml", "[tool.poetry]\nname = 'flask'\n", "pkg:pypi/flask"],
    ["setup.cfg", "[options]\nname = no\n[metadata]\nname = urllib3\n", "pkg:pypi/urllib3"],
    ["Cargo.toml", '[package]\nname = "serde"\n[dependencies]\nname = "no"\n', "pkg:cargo/serde"],
    ["go.mod", "// x\nmodule golang.org/x/text\n\ngo 1.22\n", "pkg:golang/golang.org/x/text"],
    ["composer.json", '{"name":"symfony/http"}', "pkg:composer/symfony/http"],
    ["rails.gemspec", 'Gem::Specification.new do |s|\n  s.name = "rails"\nend', "pkg:gem/rails"],
    ["pom.xml", POM, "pkg:maven/org.example/tool"],
    ["x.nuspec", "<package><metadata><id>Acme.Http</id></metadata></package>", "pkg:nuget/Acme.Http"],
    ["Acme.Json.csproj", '<Project Sdk="Microsoft.NET.Sdk"></Project>', "pkg:nuget/Acme.Json"],
    ["a.fsproj", '<Project Sdk="Microsoft.NET.Sdk"><PackageId>Acme.F</PackageId></Project>', "pkg:nuget/Acme.F"],
  ];
  for (const [file, text, purl] of named) {
    it(`is ${purl} in ${file}`, () => {
      assert.ok(isManifest(file));
      assert.equal(formatPurl(readPackageName(file, text)!), purl);
    });
  }

  const unnamed: readonly (readonly [why: string, file: string, text: string])[] = [
    ["the root of a workspace", "package.json", '{"name":"root","workspaces":["a"]}'],
    ["damaged JSON", "package.json", '{"name":'],
    ["JSON that is no object", "package.json", "null"],
    ["a name that is no text", "composer.json", '{"name":""}'],
    ["a virtual manifest", "Cargo.toml", '[workspace]\nmembers = ["a"]\n'],
    ["a computed name", "x.gemspec", 's.name = "rails-#{kind}"'],
    ["a property", "pom.xml", "<project><groupId>${g}</groupId><artifactId>a</artifactId></project>"],
    [
      "a project that is not packed",
      "Tests.csproj",
      '<Project Sdk="Microsoft.NET.Sdk"><IsPackable>false</IsPackable></Project>',
    ],
    ["a name made of a property", "A.csproj", '<Project Sdk="S"><PackageId>$(Name)</PackageId></Project>'],
    ["another file", "README.md", "name = x"],
  ];
  for (const [why, file, text] of unnamed) {
    it(`is unknown for ${why}`, () => assert.equal(readPackageName(file, text), undefined));
  }
});
