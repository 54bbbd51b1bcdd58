using Fovea.Generators.Graphs;
using Fovea.Generators.Layers;
using Fovea.Generators.Losses;
using Fovea.Generators.Plans;

namespace Fovea.Generators.Emission;

/// <summary>One pass of a network for one vector width: calls of kernels, layer after layer, in either layout.</summary>
internal sealed class PassEmitter(NetworkPlan plan, PassPlan pass, KernelSet kernels, CodeWriter code)
{
    private const int MostSteps = PassPlan.MostStepsOfAMethod;

    private readonly NetworkGraph _graph = plan.Graph;

    private readonly List<(string Head, Action Body)> _methods = [];

    private CodeWriter.Scope? _alone;

    private bool IsBlocked => pass.Layout == Layout.Blocked;

    // Whether threads share the pass.
    private bool HasTeam { get; } = pass.Shares > 0;

    public void EmitEvaluation(string name)
    {
        var turns = new List<Turn>();
        if (IsBlocked && !pass.ReadsPlanar) turns.Add(new(ReadInput));
        turns.AddRange(pass.Steps.Where(step => Computes(step, training: false)).Select(step => ForwardTurn(step, training: false)));
        if (IsBlocked) turns.Add(new(WriteOutputAlone));
        Emit(name, ["parameters", "buffers", "packed"], turns);

        void WriteOutputAlone()
        {
            Alone();
            WriteOutput();
        }
    }

    public void EmitForward(string name, int segment)
    {
        var turns = new List<Turn>();
        if (segment == 0 && IsBlocked && !pass.ReadsPlanar) turns.Add(new(ReadInput));
        foreach (PlannedNode step in pass.Steps)
        {
            if (step.Segment == segment && step.Batch is not null) turns.Add(StatisticsTurn(step));
            if (step.Segment + (step.Batch is null ? 0 : 1) == segment && Computes(step, training: true)) turns.Add(ForwardTurn(step, training: true));
        }
        if (IsBlocked && segment == plan.Segments - 1) turns.Add(new(WriteWantedOutput));
        Emit(name, ["parameters", "buffers", "packed"], turns);

        void WriteWantedOutput()
        {
            using (code.Block("if (chunk.WantsOutput)")) WriteOutput();
        }
    }

    public void EmitBackward(string name, int segment)
    {
        var turns = new List<Turn>();
        if (IsBlocked && segment == plan.Segments - 1) turns.Add(new(ReadOutputGradient));
        foreach (PlannedNode step in pass.Steps.Where(step => step.Segment + 1 == segment && pass.ComputesAgain(step.Node))) turns.Add(new(() => Forward(step, training: true, again: true)));
        foreach (PlannedNode step in pass.Steps.Reverse())
        {
            if (step.Segment + 1 == segment && step.Batch is not null) turns.Add(BackwardStatisticsTurn(step));
            if (step.Segment == segment && !IsView(step) && !step.IsDifferentiated) turns.Add(BackwardTurn(step));
        }
        if (IsBlocked && segment == 0) turns.Add(new(WriteInputGradient));
        Emit(name, ["parameters", "buffers", "packed", "packedGradients"], turns);

        void ReadOutputGradient()
        {
            using (code.Block("if (chunk.HasOutputGradient)")) Move("FromPlanar", "ref chunk.OutputGradient", Place(pass.Gradients, _graph.OutputIndex), _graph.OutputShape!);
        }

        void WriteInputGradient()
        {
            using (code.Block("if (chunk.WantsInputGradient)")) Move("ToPlanar", Place(pass.Gradients, -1), "ref chunk.InputGradient", _graph.Input!);
        }
    }

    // Each has a closure of its own, made only for the steps of a segment.
    private Turn ForwardTurn(PlannedNode step, bool training) => new(() => Forward(step, training), step.IsGrouped && IsBlocked);

    private Turn StatisticsTurn(PlannedNode step) => new(() => step.Batch!.EmitStatistics(At(step, "statistics")));

    private Turn BackwardTurn(PlannedNode step) => new(() => Backward(step), step.IsGrouped && IsBlocked);

    private Turn BackwardStatisticsTurn(PlannedNode step) => new(() => step.Batch!.EmitBackwardStatistics(At(step, "statistics")));

    /// <summary>The methods that those of a pass call.</summary>
    public void EmitMethods()
    {
        foreach ((string head, Action body) in _methods)
        {
            code.Line();
            using (code.Block($"private static void {head}")) body();
        }
        _methods.Clear();
    }

    public void EmitLoss(Loss loss)
    {
        Locals();
        PassPlan lanes = pass.Bridge ?? pass;
        Shape shape = _graph.OutputShape!;
        bool spread = lanes.SpreadsLoss;
        (Size height, Size width) = spread ? (1, (int)shape.Area.Value / Map.Pixel) : (shape.Height, shape.Width);
        if (IsBlocked) Move(spread ? "ToStretches" : "ToLanes", Place(pass.Values, _graph.OutputIndex), Place(lanes.Values, _graph.OutputIndex), shape);
        var output = new Map("arena", lanes.Values[_graph.OutputIndex + 1], shape.Channels, height, width);
        var gradient = new Map("arena", lanes.Gradients[_graph.OutputIndex + 1], shape.Channels, height, width);
        loss.EmitEvaluate(kernels, code, new LossMaps(output, gradient, Isa.At(pass.ScratchMemory, pass.Scratch), spread));
        if (IsBlocked) Move(spread ? "FromStretches" : "FromLanes", gradient.Reference, Place(pass.Gradients, _graph.OutputIndex), shape);
        code.Line("return loss;");
    }

    /// <summary>Packs every layer's weights for this pass.</summary>
    public void EmitPack()
    {
        foreach (PlannedNode step in pass.PackedSteps) Pack(step, training: false);
    }

    /// <summary>Packs a layer's weights for training, as a part that some thread takes.</summary>
    public void EmitPackTraining() =>
        EmitParts("PackTraining", "ref float parameters, ref float buffers, ref float packed", "ref parameters, ref buffers, ref packed", pass.PackedSteps.Select<PlannedNode, Action>(step => () => Pack(step, training: true)));

    /// <summary>Adds a layer's packed gradients to its tensors', as such a part. The last ones add those that lie there as they are.</summary>
    public void EmitUnpack()
    {
        EmitParts("Unpack", "ref float packedGradients, ref float gradients", "ref packedGradients, ref gradients", pass.UnpackedSteps.Select<PlannedNode, Action>(step => () => ((IPackedLayer)step.Node.Layer).EmitUnpack(At(step, ""))).Concat(pass.TensorGradients!.LooseParts.Select<IReadOnlyList<LooseGradient>, Action>(part => () => AddLoose(part))));

        void AddLoose(IReadOnlyList<LooseGradient> part)
        {
            foreach (LooseGradient loose in part) code.Line($"Packing.UnpackVector({Isa.At("packedGradients", loose.Place)}, {Isa.At("gradients", loose.Offset)}, {loose.Length});");
        }
    }

    /// <summary>Adds a part of the gradients that are made of all images at once.</summary>
    public void EmitDeferred()
    {
        foreach (PlannedNode step in pass.DeferredSteps)
        {
            var layer = (IGroupedLayer)step.Node.Layer;
            using (code.Block($"if (part < {layer.DeferredParts(step.Node)})"))
            {
                layer.EmitDeferred(At(step, ""));
                code.Line("return;");
            }
            if (step != pass.DeferredSteps.Last()) code.Line($"part -= {layer.DeferredParts(step.Node)};");
        }
    }

    private void Pack(PlannedNode step, bool training) => ((IPackedLayer)step.Node.Layer).EmitPack(At(step, "", training));

    // A method for each part, of which a frozen network has none.
    private void EmitParts(string name, string parameters, string arguments, IEnumerable<Action> parts)
    {
        if (!parts.Any()) return;
        using (code.Block("switch (part)"))
        {
            int count = 0;
            foreach (Action part in parts)
            {
                code.Line($"case {count}: {name}{count}({arguments}); break;");
                _methods.Add(($"{name}{count++}({parameters})", part));
            }
        }
    }

    // The JIT does not care for very long methods, so a pass is cut into stretches. Images that go side by side take each stretch one after the other; between stretches come
    // the layers that take all of them at once.
    private void Emit(string name, string[] names, List<Turn> turns)
    {
        bool groups = pass.Group > 1 && turns.Any(turn => turn.IsGrouped);
        if (HasTeam && (groups || turns.Count > MostSteps)) code.Line("Team team = chunk.Team;");
        if (!groups && turns.Count <= MostSteps)
        {
            Locals(names);
            if (HasTeam) code.Line("Team team = chunk.Team;");
            foreach (Turn turn in turns) turn.Write();
            Together();
            return;
        }
        if (groups) Locals(names);
        var stretch = new List<Action>();
        int count = 0;
        foreach (Turn turn in turns)
        {
            if (turn.IsGrouped && groups)
            {
                End();
                turn.Write();
                Together();
                continue;
            }
            if (stretch.Count == MostSteps) End();
            stretch.Add(turn.Write);
        }
        End();

        void End()
        {
            if (stretch.Count == 0) return;
            string method = $"{name}_{++count}", team = HasTeam ? ", ref team" : "";
            code.Line(groups ? $"for (int image = 0; image < chunk.Images; image++) {method}(chunk[image]{team});" : $"{method}(in chunk{team});");
            Action[] body = [.. stretch];
            _methods.Add(($"{method}(in Chunk chunk{(HasTeam ? ", ref Team team" : "")})", () =>
            {
                Locals(names);
                foreach (Action write in body) write();
                Together();
            }));
            stretch.Clear();
        }
    }

    private void Locals(params string[] names)
    {
        if (_graph.HasRunTimeSize) code.Line("int height = chunk.Height, width = chunk.Width;");
        foreach (PlaceDefinition place in pass.Definitions) code.Line($"int {place.Name} = {place.Formula};");
        code.Line("ref float arena = ref chunk.Arena;");
        if (pass.OwnLength > 0) code.Line("ref float own = ref chunk.Own;");
        foreach (string name in names)
        {
            if ((name == "packed" && pass.PackedLength == 0) || (name == "packedGradients" && pass.TensorGradients!.GatheredLength == 0)) continue;
            code.Line($"ref float {name} = ref chunk.{char.ToUpperInvariant(name[0])}{name.Substring(1)};");
        }
    }

    private void ReadInput()
    {
        Alone();
        Move("FromPlanar", "ref chunk.Input", Place(pass.Values, -1), _graph.Input!);
    }

    private void WriteOutput()
    {
        string value = Place(pass.Values, _graph.OutputIndex);
        if (!pass.IsPlanar(_graph.OutputIndex)) Move("ToPlanar", value, "ref chunk.Output", _graph.OutputShape!);
        else code.Line($"MemoryMarshal.CreateReadOnlySpan({value}, {_graph.OutputShape!.Length}).CopyTo(MemoryMarshal.CreateSpan(ref chunk.Output, {_graph.OutputShape.Length}));");
    }

    private void Forward(PlannedNode step, bool training, bool again = false)
    {
        if (step.Parts > 1) Together();
        else Alone();
        if (step.Parts > 1 && IsPlanewise(step))
        {
            ForwardByPlanes(step);
            return;
        }
        Step turn = At(step, Describe(step) + (again ? ", once more" : ""), training);
        if (!IsBlocked || IsPlanewise(step)) step.Node.Layer.EmitForward(turn);
        else if (!step.IsBridged) ((IBlockedLayer)step.Node.Layer).EmitBlockedForward(turn);
        else
        {
            foreach (int input in step.Node.Inputs.Distinct()) Move("ToLanes", Place(pass.Values, input), Place(pass.Bridge!.Values, input), ShapeOf(input));
            step.Node.Layer.EmitForward(turn);
            Move("FromLanes", Place(pass.Bridge!.Values, step.Target.Index), Place(pass.Values, step.Target.Index), step.Node.Output);
        }
    }

    // Every plane by itself, for whoever takes it.
    private void ForwardByPlanes(PlannedNode step)
    {
        Comment(step, Describe(step));
        Node node = BlockedPlaces.InPlanes(step.Node);
        Node one = node with { InputShapes = node.InputShapes.Select(shape => shape with { Channels = 1 }).ToEquatableArray(), Output = node.Output with { Channels = 1 } };
        using (code.Block($"foreach (Part part in team.Share({Math.Min(step.Parts, node.Output.Channels)}, {node.Output.Channels}))"))
        using (code.Block("for (int plane = part.From; plane < part.To; plane++)")) node.Layer.EmitForward(new Step(_graph, pass, step, one, kernels, code, training: false, "plane"));
    }

    // What follows is not cut into parts: where threads share the pass, one of them does it.
    private void Alone()
    {
        if (HasTeam) _alone ??= code.Block("foreach (Part _ in team.Share(1, 1))");
    }

    private void Together()
    {
        _alone?.Dispose();
        _alone = null;
    }

    private void Backward(PlannedNode step)
    {
        Step turn = At(step, "");
        if (!IsBlocked || IsPlanewise(step)) step.Node.Layer.EmitBackward(turn);
        else if (!step.IsBridged) ((IBlockedLayer)step.Node.Layer).EmitBlockedBackward(turn);
        else
        {
            Move("GradientToLanes", Place(pass.Gradients, step.Target.Index), Place(pass.Bridge!.Gradients, step.Target.Index), step.Node.Output);
            step.Node.Layer.EmitBackward(turn);
            for (int i = 0; i < step.Node.Inputs.Count; i++)
            {
                if (!step.Node.Layer.Differentiates(i) || IsRepeated(step.Node, i)) continue;
                int input = step.Node.Inputs[i];
                using (turn.ForInputGradient(i)) Move(step.Accumulates[i] ? "AddLanes" : "FromLanes", Place(pass.Bridge!.Gradients, input), Place(pass.Gradients, input), ShapeOf(input));
            }
        }
    }

    // Whether a step has anything to do of its own in the forward pass.
    private bool Computes(PlannedNode step, bool training) => !step.IsFused && !IsView(step) && (training || !IsBlocked || !step.Node.Layer.Has(LayerTraits.TrainingOnly));

    private bool IsView(PlannedNode step) => IsBlocked && Analysis.IsView(step.Node, Layout.Blocked);

    private static bool IsPlanewise(PlannedNode step) => step.Node.Layer.IsPlanewise(step.Node);

    private static string Describe(PlannedNode step)
    {
        string[] with = [.. step.Taken.Select(node => node.Name)];
        string parts = step.Parts > 1 ? $"in up to {step.Parts} parts" : "";
        return with.Length == 0 ? parts : $"with {string.Join(", ", with)}{(parts.Length > 0 ? ", " + parts : "")}";
    }

    private Step At(PlannedNode step, string what, bool training = true)
    {
        Comment(step, what);
        bool bridged = IsBlocked && step.IsBridged;
        if (bridged) step = step with { Accumulates = step.Accumulates.Select((_, i) => IsRepeated(step.Node, i)).ToEquatableArray() };
        return new Step(_graph, bridged ? pass.Bridge! with { Scratch = pass.Scratch, OwnLength = pass.OwnLength, TensorGradients = pass.TensorGradients } : pass, step, IsBlocked && IsPlanewise(step) ? BlockedPlaces.InPlanes(step.Node) : step.Node, kernels, code, training);
    }

    private void Comment(PlannedNode step, string what) => code.Line($"// {step.Node.Name}: {step.Node.Input} → {step.Node.Output}{(what.Length > 0 ? ", " + what : "")}");

    // The same value read twice by one layer.
    private static bool IsRepeated(Node node, int input) => node.Inputs.Take(input).Contains(node.Inputs[input]);

    private void Move(string how, string from, string to, Shape shape) => code.Line($"Blocks.{how}({from}, {to}, {shape.Channels}, {shape.Area});");

    private static string Place(EquatableArray<Size> places, int value) => Isa.At("arena", places[value + 1]);

    private Shape ShapeOf(int value) => value < 0 ? _graph.Input! : _graph.Nodes[value].Output;

    // What a pass does next.
    private sealed record Turn(Action Write, bool IsGrouped = false);
}
