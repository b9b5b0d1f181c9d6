using System.Text.Json;
using MassTransit;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Standalone;

/// <summary>
/// The subscriber of the embedded default: appends every event to <c>events.jsonl</c> in the data folder, one CloudEvent a line, in
/// order per resource and at least once; a line that is repeated after a crash has the same id.
/// </summary>
internal sealed class EventFile(IConfiguration settings) : IConsumer<CloudEvent>
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);
    private readonly string _path = Path.Combine(settings.DataFolder(), "events.jsonl");

    public async Task Consume(ConsumeContext<CloudEvent> context)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(context.Message);
        await OneAtATime.WaitAsync(context.CancellationToken);
        try
        {
            // One write for line and line feed: a process that dies here leaves a whole line or none.
            await using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            await file.WriteAsync((byte[])[.. line, (byte)'\n']);
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}

internal static class EventFileRegistration
{
    /// <summary>Only when no broker is set: with one, whoever wants the events subscribes there.</summary>
    public static void AddEventFile(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["BUS"] is not { Length: > 0 })
        {
            builder.AddEventObserver<EventFile>();
        }
    }
}
