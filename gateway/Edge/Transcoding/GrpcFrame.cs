using System.Net;

namespace VpnMesh.Edge.Transcoding;

/// <summary>A gRPC request message as the content of an HTTP request.</summary>
internal sealed class GrpcFrame : HttpContent
{
    private readonly PooledBuffer _frame;
    private int _begun;
    private bool _sent;

    public GrpcFrame(PooledBuffer frame)
    {
        _frame = frame;
        Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
    }

    /// <summary>
    /// Gives the memory back, when it was sent once and to the end. Otherwise a late write could still read from it: then the garbage
    /// collector takes it.
    /// </summary>
    public void Release()
    {
        if (_sent && _begun == 1)
        {
            _frame.Dispose();
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _begun++;
        var write = stream.WriteAsync(_frame.WrittenMemory, cancellationToken);
        if (write.IsCompletedSuccessfully)
        {
            _sent = true;
            return Task.CompletedTask;
        }
        return FinishAsync(write);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _frame.Length;
        return true;
    }

    private async Task FinishAsync(ValueTask write)
    {
        await write;
        _sent = true;
    }
}
