namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>The door under attack: the short form of <c>tests/fuzz</c>.</summary>
public sealed class FuzzTests
{
    private const long MostGrowth = 50 << 20;

    [Fact]
    public async Task Whatever_is_sent_gets_a_documented_answer_and_nothing_breaks_or_grows()
    {
        await using var run = new FuzzRun();
        await run.RunAsync();
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "fuzz.txt"), $"{run.Report}\n{string.Join('\n', run.Report.Faults)}");
        run.Report.Faults.ShouldBeEmpty($"{run.Report}");
        // Whoever hung up was not told of it.
        run.Output.Where(line => line.Contains("failed in", StringComparison.Ordinal)).Take(5).ShouldBeEmpty($"{run.Report}");
        (run.Report.Memory.After - run.Report.Memory.Before).ShouldBeLessThan(MostGrowth, $"{run.Report}");
    }
}
