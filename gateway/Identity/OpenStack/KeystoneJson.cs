using Google.Protobuf;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.OpenStack;

/// <summary>The answers of Keystone have the members that those of the contract have, and more, which are left out.</summary>
internal static class KeystoneJson
{
    private static readonly JsonParser s_parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <exception cref="DomainException"><c>APIGW.0202</c>: it is no answer of a Keystone.</exception>
    public static T Parse<T>(string json)
        where T : IMessage, new()
    {
        try
        {
            return s_parser.Parse<T>(json);
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or FormatException)
        {
            throw ErrorCatalogue.BackendUnavailable.With();
        }
    }
}
