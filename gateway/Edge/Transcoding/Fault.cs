namespace VpnMesh.Edge.Transcoding;

/// <summary>Why a value of a request cannot be taken.</summary>
/// <param name="Path">JSON path of the field, such as <c>vpn_gateway.tags[0].key</c>; empty for the body as a whole.</param>
/// <param name="Rule">What is wrong, to be read after the path.</param>
internal sealed record Fault(string Path, string Rule)
{
    public string Message => Path.Length == 0 ? Rule : $"{Path} {Rule}";

    /// <summary>The same fault, seen from the object that has the field.</summary>
    public Fault Under(string parent) => this with { Path = Path.Length == 0 || Path[0] == '[' ? parent + Path : $"{parent}.{Path}" };

    /// <summary>The same fault, seen from the list that has the element.</summary>
    public Fault At(int index) => this with { Path = Path.Length == 0 ? $"[{index}]" : $"[{index}].{Path}" };
}
