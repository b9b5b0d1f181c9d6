using System.Text.Encodings.Web;
using System.Text.Json;

namespace VpnMesh.Edge.Transcoding;

/// <summary>How JSON is read and written here.</summary>
internal static class JsonForm
{
    /// <summary>Escapes only what JSON itself demands: answers are application/json and never part of a page.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Nesting beyond which a body is refused; the contract needs six.</summary>
    public const int MaxDepth = 32;

    public static readonly JsonReaderOptions Reading = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    public static readonly JsonWriterOptions Writing = new() { Encoder = Encoder, SkipValidation = true };
}
