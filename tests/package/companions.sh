# Part of run.sh: packs the packages beside Fovea, and uses all of them in one program, in a new project in an empty folder.
companions="Images Report Console Distributed"

for name in $companions; do
    dotnet pack "$root/src/Fovea.$name" -c Release -o "$work/packages" -p:Version=$version < /dev/null > "$work/pack-$name.log" 2>&1
    check "Fovea.$name packs" "$work/pack-$name.log" test -f "$work/packages/Fovea.$name.$version.nupkg"
done

# What they depend on comes from where the build got it, so that the folder of packages is the only source.
cached=$(cd "$root" && dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
for package in spectre.console stbimagesharp stbimagewritesharp system.io.hashing; do
    find "$cached/$package" -name '*.nupkg' -exec cp {} "$work/packages" \;
done

mkdir "$work/Companions" && cd "$work/Companions" || finish
cp "$work/Bars/nuget.config" .
dotnet new console --no-restore < /dev/null > "$work/companions-new.log" 2>&1
for name in Fovea $(printf 'Fovea.%s ' $companions); do
    dotnet add package $name --version $version < /dev/null >> "$work/companions-new.log" 2>&1
done
check "the packages install together" "$work/companions-new.log" test "$(grep -c "Include=\"Fovea.*$version" Companions.csproj)" = 5

cat > Program.cs <<'PROGRAM'
using Fovea;

return MpiCommunicator.IsLaunched ? MpiCommunicator.Run(Train) : Train(null);

static int Train(ICommunicator? world)
{
    // Bars that stand or lie, a PNG file each.
    Shape shape = Shape.Image(1, 12, 12);
    for (int i = 0; i < 48 && world is null; i++)
    {
        float[] image = new float[shape.Length];
        for (int p = 0; p < 12; p++) image[i < 24 ? p * 12 + i % 12 : i % 12 * 12 + p] = 1;
        ImageFile.SavePng(Path.Combine(Directory.CreateDirectory(i < 24 ? "bars/lying" : "bars/standing").FullName, $"{i}.png"), image, shape);
    }
    ImageFolder bars = ImageFolder.Open("bars", shape);

    var network = new Bars(seed: 1);
    var trainer = new Trainer<Bars, int>(network, new Adam(0.01)) { BatchSize = 16, Communicator = world };
    if (world is { Rank: > 0 }) return trainer.Fit(bars, 8).Count() == 8 ? 0 : 1;
    var report = new TrainingReport(network) { ClassNames = bars.ClassNames };
    foreach (EpochReport epoch in trainer.FitOnConsole(bars, 8, bars)) report.Add(epoch);
    report.Evaluate(bars);
    report.Save("run.html");
    Console.WriteLine($"{world?.Size ?? 1} at work: {network.Evaluate(bars).Correct} of {bars.Count} {string.Join(" or ", bars.ClassNames)}.");
    return 0;
}

[Network(1, 12, 12)]
[Conv2d(8, 3, Padding = 1), ReLU, MaxPool2d(2)]
[Flatten, Linear(2)]
[CrossEntropyLoss]
public sealed partial class Bars;
PROGRAM
dotnet build -warnaserror < /dev/null > "$work/companions-build.log" 2>&1
check "a program with all of them builds without a warning" "$work/companions-build.log" grep -q '0 Warning(s)' "$work/companions-build.log"
dotnet run --no-build < /dev/null > "$work/companions-output" 2>&1
check "and reads a folder of images, trains and tells of it" "$work/companions-output" grep -qx '1 at work: 48 of 48 lying or standing.' "$work/companions-output"
check "and leaves a report" "$work/companions-output" grep -q '<title>Bars</title>' run.html
if command -v mpirun > /dev/null; then
    # mpirun gives its processes a terminal of sorts: control sequences may stand before the line.
    mpirun --allow-run-as-root --oversubscribe -n 2 dotnet bin/Debug/net10.0/Companions.dll < /dev/null > "$work/companions-mpi" 2>&1
    check "and as two processes" "$work/companions-mpi" grep -q '2 at work: 48 of 48 lying or standing.' "$work/companions-mpi"
else
    echo "skipped and as two processes: there is no mpirun"
fi
