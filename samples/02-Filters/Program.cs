using System.Globalization;
using Filters;
using Fovea;
using Fovea.Samples;
using Fovea.Samples.Display;

const string AppliedPath = "filters.png", FoundPath = "found.png", EdgesPath = "found-edges.png", CrossesPath = "found-crosses.png";
const int EdgeEpochs = 5;

if (SampleOptions.Parse(args) is not { } options) return 2;
Console.OutputEncoding = System.Text.Encoding.UTF8;
Compute.MaxDegreeOfParallelism = options.Threads;

// 1: filters as one writes them.
Picture scene = Scene.Draw();
Picture blurred = Apply(new Blur().Forward(scene.Values, scene.Height, scene.Width), scene.Height, scene.Width);
Picture edges = Signed(new VerticalEdges().Forward(scene.Values, scene.Height, scene.Width), scene.Height - 1, scene.Width - 1);
Pictures.Grid([scene.Under("before"), blurred.Under("blurred"), edges.Under("vertical edges")], columns: 3).Save(AppliedPath);
Console.WriteLine($"""
    Two filters on a grey picture of {scene.Height}×{scene.Width}. {AppliedPath} shows it before, and
    after each.

       1/9 · (1 1 1; 1 1 1; 1 1 1)   blurs: each pixel becomes the mean of its
                                     neighbourhood.
       (1 −1; 1 −1)                  shows what changes from left to right. Walls
                                     and slats, left or right side, are white or
                                     black; the roof is faint, and the horizon,
                                     which is level, is not there.

    """);

// 2: vertical edges, from examples.
Console.WriteLine("What filter finds vertical edges? Nine weights learn it from examples:\n");
Dataset<float> examples = EdgeExamples.Draw(options.Quick ? 3_000 : 12_000, options.Seed);
var edgeFinder = new EdgeFinder(options.Seed);
var edgeFilter = new FoundFilter([], [1, 0, -1, 1, 0, -1, 1, 0, -1]);
var edgeTrainer = new Trainer<EdgeFinder, float>(edgeFinder, new Sgd(learningRate: 0.05, momentum: 0.9)) { BatchSize = 50, Seed = options.Seed };
edgeTrainer.Scheduler = new LinearLR(EdgeEpochs, startFactor: 1, endFactor: 0);
foreach (EpochReport epoch in edgeTrainer.Fit(examples, EdgeEpochs)) Report(epoch, edgeFilter = edgeFilter with { Weights = edgeFinder.ReadParameters().ToArray() });
edgeFilter.Write();

// 3: black crosses, from examples.
Console.WriteLine("\nAnd what filter finds black crosses? Nine weights and a threshold:\n");
var crossFinder = new CrossFinder(options.Seed);
var crossFilter = new FoundFilter([], [1, -1, 1, -1, -1, -1, 1, -1, 1]);
var crossTrainer = new Trainer<CrossFinder, float>(crossFinder, new Adam(learningRate: 0.1)) { BatchSize = 73, Seed = options.Seed };
foreach (EpochReport epoch in crossTrainer.Fit(CrossExamples.All(), epochs: 40))
{
    crossFilter = crossFilter with { Weights = crossFinder.Conv1Weight.ToArray() };
    if (epoch.Epoch % 10 == 0) Report(epoch, crossFilter);
}
crossFilter.Write();

Pictures.Grid([.. new[] { edgeFilter, crossFilter }.SelectMany(filter => new[] { FoundFilter.Draw(filter.Expected).Under("as written"), FoundFilter.Draw(filter.Weights).Under("as found") })], columns: 2, margin: 12).Save(FoundPath);

// What they find.
var foundEdges = new FoundEdges();
edgeFinder.ReadParameters().CopyTo(foundEdges.Parameters);
Signed(foundEdges.Forward(scene.Values, scene.Height, scene.Width), scene.Height - 2, scene.Width - 2).Save(EdgesPath);

(float[] crossword, int crosses) = Crossword.Draw(options.Seed);
var foundCrosses = new FoundCrosses();
crossFinder.ReadParameters().CopyTo(foundCrosses.Parameters);
float[] logits = foundCrosses.Forward(crossword, Crossword.Height, Crossword.Width);
int found = logits.Count(logit => logit > 0);
Mark(crossword, logits).Enlarge(12).Save(CrossesPath);

Console.WriteLine($"\nA picture with {Crossword.Rows * Crossword.Columns} small figures has {crosses} crosses. Found: {found}.\n");
foreach (string line in Blocks.Draw([.. crossword.Select(pixel => -pixel)], Crossword.Shape)) Console.WriteLine("    " + line);
Console.WriteLine($"""

    {FoundPath}          the filters as pictures, white above zero, black below: as
                       one would write them, and as found
    {EdgesPath}    the first picture through the filter that was found
    {CrossesPath}  the small figures, and in red the crosses that were found
    """);
return 0;

static Picture Apply(float[] values, int height, int width) => new(values, Shape.Image(1, height, width));

// Zero is grey, what is above is brighter. The strongest edges are cut off, so that the faint ones can be seen.
static Picture Signed(float[] values, int height, int width)
{
    float scale = values.Max(Math.Abs);
    return Apply([.. values.Select(value => 0.5f + value / scale)], height, width);
}

// Black pixels of a place where the filter answers become red.
static Picture Mark(float[] crossword, float[] logits)
{
    var picture = new Picture(Shape.Image(3, Crossword.Height, Crossword.Width));
    int plane = crossword.Length, across = Crossword.Width - 2;
    for (int i = 0; i < 3 * plane; i++) picture.Values[i] = (crossword[i % plane] + 1) / 2;
    for (int place = 0; place < logits.Length; place++)
    {
        if (logits[place] <= 0) continue;
        for (int p = 0; p < 9; p++) picture.Values[(place / across + p / 3) * Crossword.Width + place % across + p % 3] = 1;
    }
    return picture;
}

static void Report(EpochReport epoch, FoundFilter filter) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   epoch {epoch.Epoch,2}: loss {epoch.Loss:0.0000}, likeness to the filter that one would write {filter.Likeness:0.00000}"));
