using Google.Api;
using Google.Protobuf.Reflection;
using VpnMesh.Edge.Transcoding;
using VpnMesh.Protos.Options.V1;
using OperationOptions = VpnMesh.Protos.Options.V1.Operation;

namespace VpnMesh.Edge.Operations;

/// <summary>An operation of the REST contract, made from its rpc and the options of it alone.</summary>
internal sealed class Operation
{
    private const string WholeBody = "*";

    public Operation(MethodDescriptor rpc, HttpRule rule, OperationOptions options, Part part, MessageSchemas schemas)
    {
        Id = rpc.Name;
        (Method, Path) = MethodAndPath(rule);
        GrpcPath = $"/{rpc.Service.FullName}/{rpc.Name}";
        SuccessStatus = options.SuccessStatus;
        Action = options.Action;
        EnterpriseProject = options.EnterpriseProject;
        NeedsAlso = [.. options.NeedsAlso];
        NeedsAlsoIfTouched = [.. options.NeedsAlsoIfTouched];
        IsRead = Method == "GET" || options.Reads;
        Caller = options.Caller;
        Cluster = part.Cluster;
        IsIam = part.Errors == ErrorDomain.Iam;
        Refusals = Refusals.Of(part.Errors);
        if (rule.Body is not ("" or WholeBody))
        {
            throw new InvalidOperationException($"{rpc.FullName}: the body of an operation is the whole request or nothing.");
        }
        Request = new RequestSchema(rpc.InputType, Path.Variables, hasBody: rule.Body == WholeBody, schemas);
        Answer = schemas.Of(rpc.OutputType, field => field.Header is null);
        AnswerHeaders = [.. schemas.Of(rpc.OutputType).Fields.ToArray().Where(field => field.Header is not null)];
    }

    /// <summary>Operation id of the contract, which is the name of the rpc.</summary>
    public string Id { get; }

    public string Method { get; }

    public PathTemplate Path { get; }

    public string GrpcPath { get; }

    public int SuccessStatus { get; }

    /// <summary>IAM action the caller needs; empty when none.</summary>
    public string Action { get; }

    /// <summary>Whether grants on enterprise projects count for the action.</summary>
    public bool EnterpriseProject { get; }

    /// <summary>Actions of other services that the caller needs for every call.</summary>
    public IReadOnlyList<string> NeedsAlso { get; }

    /// <summary>Actions of other services that the caller needs for the calls that touch them, which the part knows.</summary>
    public IReadOnlyList<string> NeedsAlsoIfTouched { get; }

    /// <summary>Whether it changes nothing.</summary>
    public bool IsRead { get; }

    public Caller Caller { get; }

    /// <summary>Cluster of the part that answers.</summary>
    public string Cluster { get; }

    /// <summary>Whether the operation is one of the identity service, with its error codes and its trace header.</summary>
    public bool IsIam { get; }

    public Refusals Refusals { get; }

    public RequestSchema Request { get; }

    /// <summary>Fields of the answer's body.</summary>
    public MessageSchema Answer { get; }

    /// <summary>Fields of the answer that travel in headers.</summary>
    public IReadOnlyList<FieldSchema> AnswerHeaders { get; }

    private static (string Method, PathTemplate Path) MethodAndPath(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => ("GET", new PathTemplate(rule.Get)),
        HttpRule.PatternOneofCase.Post => ("POST", new PathTemplate(rule.Post)),
        HttpRule.PatternOneofCase.Put => ("PUT", new PathTemplate(rule.Put)),
        HttpRule.PatternOneofCase.Delete => ("DELETE", new PathTemplate(rule.Delete)),
        _ => throw new InvalidOperationException($"{rule}: an operation is a GET, POST, PUT or DELETE."),
    };
}
