#!/usr/bin/env bash
# Packs Fovea and uses the package as a stranger would: in a new console project, following the README.
# Prints a line a check, and last `package: N passed, N failed`.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
version=0.1.0-package-test # a version of its own: no other package can be taken for it
passed=0 failed=0

# check NAME FILE COMMAND...: whether the command succeeds; FILE is shown where it does not.
check() {
    local name=$1 file=$2
    shift 2
    if "$@"; then
        passed=$((passed + 1))
        echo "ok      $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name"
        sed 's/^/        /' "$file" 2>/dev/null | tail -n 40
    fi
}

finish() {
    echo "package: $passed passed, $failed failed"
    exit $((failed > 0))
}

# block LANGUAGE: the README's fenced block of that language under "A program".
block() {
    awk -v fence="\`\`\`$1" '/^## /{ here = ($0 == "## A program") } here && inside && /^```$/{ exit } inside{ print } here && $0 == fence{ inside = 1 }' "$root/README.md"
}

# one_error ID FILE(LINE,COLUMN) LOG: whether a build's only error is that one, there.
one_error() {
    local errors
    errors=$(grep -oE '[^/\]+\([0-9]+,[0-9]+\): error [A-Z]+[0-9]+|: error [A-Z]+[0-9]+' "$3" | sort -u)
    [ "$errors" = "$2: error $1" ]
}

matches() { diff -u "$1" "$2" > "$2.diff"; }
fails() { ! "$@"; }

# --- the package
dotnet pack "$root/src/Fovea" -c Release -o "$work/packages" -p:Version=$version < /dev/null > "$work/pack.log" 2>&1
check "packs" "$work/pack.log" test -f "$work/packages/Fovea.$version.nupkg"
[ $failed = 0 ] || finish

# --- a new project, in an empty folder
mkdir "$work/Bars" && cd "$work/Bars" || finish
cat > nuget.config <<'CONFIG'
<configuration>
  <config>
    <add key="globalPackagesFolder" value="cache" />
  </config>
  <packageSources>
    <add key="local" value="../packages" />
  </packageSources>
</configuration>
CONFIG
dotnet new console --no-restore < /dev/null > "$work/new.log" 2>&1
dotnet add package Fovea --version $version < /dev/null >> "$work/new.log" 2>&1
check "installs" "$work/new.log" grep -q 'Include="Fovea"' Bars.csproj

contents=cache/fovea/$version
(cd "$contents" && find . -type f ! -name '*.nupkg*' | sed 's|^\./||' | LC_ALL=C sort) > "$work/contents"
LC_ALL=C sort > "$work/expected" <<'LIST'
LICENSE
README.md
analyzers/dotnet/cs/Fovea.Generators.CodeFixes.dll
analyzers/dotnet/cs/Fovea.Generators.dll
build/Fovea.props
build/Fovea.targets
buildTransitive/Fovea.props
buildTransitive/Fovea.targets
fovea.nuspec
lib/net10.0/Fovea.dll
lib/net10.0/Fovea.xml
LIST
check "holds what it should, and nothing else" "$work/contents.diff" matches "$work/expected" "$work/contents"
check "depends on nothing" "$contents/fovea.nuspec" fails grep -q '<dependency ' "$contents/fovea.nuspec"
check "has symbols" "$work/pack.log" grep -qa 'lib/net10.0/Fovea.pdb' "$work/packages/Fovea.$version.snupkg"

# --- the README's program
block csharp > Program.cs
block text | sed 's/^\(epoch [0-9]*\):.*/\1/' > "$work/expected-output"
dotnet build -warnaserror < /dev/null > "$work/build.log" 2>&1
check "the README's program builds without a warning" "$work/build.log" grep -q '0 Warning(s)' "$work/build.log"
# Losses and times differ between machines.
dotnet run --no-build < /dev/null 2>&1 | sed 's/^\(epoch [0-9]*\):.*/\1/' > "$work/output"
check "and prints what the README says" "$work/output.diff" matches "$work/expected-output" "$work/output"
check "and leaves its weights" "$work/output" test -s bars.safetensors

# --- ahead of time: told, or not told, which vectors there are
# Nothing is published here, so the native compiler need not be had: the properties come after the restore.
aot() { dotnet build --no-restore -t:PrepareForBuild "$@" < /dev/null > "$work/aot.log" 2>&1; }
warned() { aot "$@" && grep -q 'warning FOV9001: PublishAot without IlcInstructionSet' "$work/aot.log"; }
silent() { aot "$@" && ! grep -q FOV9001 "$work/aot.log"; }
check "PublishAot without IlcInstructionSet is warned of" "$work/aot.log" warned -p:PublishAot=true
check "and not where it is given" "$work/aot.log" silent -p:PublishAot=true -p:IlcInstructionSet=x86-64-v3
check "nor for ARM64" "$work/aot.log" silent -p:PublishAot=true -p:RuntimeIdentifier=linux-arm64
check "nor where it is not wanted" "$work/aot.log" silent -p:PublishAot=true -p:NoWarn=FOV9001
check "nor without PublishAot" "$work/aot.log" silent

# --- a kernel that does not fit
sed -i.bak 's/Conv2d(8, 3, Padding = 1)/Conv2d(8, 40)/' Program.cs
line=$(grep -n 'Conv2d(8, 40)' Program.cs | cut -d: -f1)
column=$(awk '{ at = index($0, "Conv2d(8, 40)") } at { print at + length("Conv2d(8, ") }' Program.cs)
dotnet build < /dev/null > "$work/wrong.log" 2>&1
check "a wrong kernel does not build" "$work/wrong.log" grep -q 'Build FAILED' "$work/wrong.log"
check "and is one error, at the kernel" "$work/wrong.log" one_error FOV1001 "Program.cs($line,$column)" "$work/wrong.log"
dotnet build --no-incremental -p:RunAnalyzers=false < /dev/null > "$work/off.log" 2>&1
check "and the same where analyzers are off" "$work/off.log" one_error FOV1001 "Program.cs($line,$column)" "$work/off.log"

# --- the packages beside it
. "$root/tests/package/companions.sh"

finish
