using System.CommandLine;
using VpnMesh.CommandLine.Running;

namespace VpnMesh.CommandLine.Calls;

/// <summary><c>vpnmesh call</c>: any call of the API, signed or with a token.</summary>
internal static class CallCommand
{
    public static Command Create()
    {
        var method = new Argument<string>("METHOD") { Description = "GET, POST, PUT or DELETE." };
        method.CompletionSources.Add("GET", "POST", "PUT", "DELETE");
        var path = new Argument<string>("PATH") { Description = "Path and query; {project_id} is filled in." };
        path.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>()?.StartsWith('/') != true)
            {
                result.AddError("PATH must begin with a slash.");
            }
        });
        var options = new CallOptions();
        var command = new Command("call", "Signs a call of the API, sends it and writes the answer.") { method, path };
        return options.AddTo(command).Does(async run =>
        {
            var request = new ApiRequest(run.Value(method).ToUpperInvariant(), run.Value(path), options.BodyOf(run), options.HeadersOf(run));
            using var answer = await ApiAnswer.OfAsync(run, request, options.EdgeOf(run), options.ProjectOf(run));
            return await answer.PrintAsync(run, options.WithHead(run));
        });
    }

    private sealed class CallOptions
    {
        private readonly Option<string> _data = new("--body", "-d")
        {
            Description = "The body: @FILE, @- for standard input, or the text itself.",
            HelpName = "DATA",
        };

        private readonly Option<string[]> _headers = new("--header", "-H") { Description = "Another header: 'Name: value'.", HelpName = "HEADER" };
        private readonly Option<bool> _head = new("--include", "-i") { Description = "Writes status and headers of the answer too." };
        private readonly Option<string> _url = new("--url") { Description = "Where the edge is (VPNMESH_URL).", HelpName = "URL" };
        private readonly Option<string> _project = CommonOptions.Project();

        public CallOptions() => _headers.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.IndexOf(':', StringComparison.Ordinal) < 1))
            {
                result.AddError("A header is written 'Name: value'.");
            }
        });

        public Command AddTo(Command command)
        {
            command.Add(_data);
            command.Add(_headers);
            command.Add(_head);
            command.Add(_url);
            command.Add(_project);
            return command;
        }

        public byte[]? BodyOf(Run run) => run.Value(_data) is { } data ? GivenData.Read(data) : null;

        public (string Name, string Value)[] HeadersOf(Run run) =>
        [
            .. (run.Value(_headers) ?? []).Select(header => header.Split(':', 2, StringSplitOptions.TrimEntries)).Select(pair => (pair[0], pair[1])),
        ];

        public bool WithHead(Run run) => run.Value(_head);

        public Uri EdgeOf(Run run) => run.Settings.Edge(run.Value(_url));

        public string? ProjectOf(Run run) => run.Value(_project) ?? run.Settings.Values["PROJECT_ID"];
    }
}
