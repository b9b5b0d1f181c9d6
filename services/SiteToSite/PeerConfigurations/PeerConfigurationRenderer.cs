using System.Collections.Concurrent;
using Scriban;
using Scriban.Runtime;
using VpnMesh.SiteToSite.PeerConfigurations.Devices;

namespace VpnMesh.SiteToSite.PeerConfigurations;

/// <summary>Writes the configuration of a device for its end of a connection, from the template of the device.</summary>
internal static class PeerConfigurationRenderer
{
    private const string Heading = "heading";
    private static readonly ConcurrentDictionary<string, Template> Templates = new();

    /// <summary>The text, with placeholders for all that only the customer knows; the pre-shared key is one of them.</summary>
    /// <param name="side">The connection, seen from the customer.</param>
    /// <param name="device">The device of the customer.</param>
    public static string Render(PeerSide side, PeerDevice device)
    {
        var facts = new PeerConfigurationFacts(side, device);
        if (facts.Lacks() is { Count: > 0 } lacks)
        {
            return Parameters(side, device, lacks);
        }
        var model = facts.ToModel();
        return CommentText.Commented(Render(Heading, model), device.Comment) + Render(device.Template, model);
    }

    // A half configuration would only look as if it could work: where the device lacks something, all is told and nothing configured.
    private static string Parameters(PeerSide side, PeerDevice device, IReadOnlyList<string> lacks)
    {
        var generic = new PeerConfigurationFacts(side, GenericText.Device).ToModel();
        var model = generic with
        {
            Device = device,
            Remarks = [.. lacks.Select(lack => $"This device cannot set up the connection: it has no {lack}."), .. generic.Remarks],
        };
        return CommentText.Commented(Render(Heading, model) + Render(GenericText.Device.Template, model), device.Comment);
    }

    private static string Render(string template, PeerConfigurationModel model)
    {
        // A connection can have 2500 pairs of blocks; they are all that a template goes through.
        var context = new TemplateContext { StrictVariables = true, LoopLimit = 0, LimitToString = 0, NewLine = "\n" };
        var values = new ScriptObject();
        values.Import(model);
        context.PushGlobal(values);
        return Templates.GetOrAdd(template, Parse).Render(context);
    }

    private static Template Parse(string name)
    {
        var assembly = typeof(PeerConfigurationRenderer).Assembly;
        var resource = $"{typeof(PeerConfigurationRenderer).Namespace}.Templates.{name}.template";
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"There is no {resource}.");
        using var reader = new StreamReader(stream);
        var template = Template.Parse(reader.ReadToEnd(), name);
        return template.HasErrors ? throw new InvalidOperationException($"{resource}: {template.Messages}") : template;
    }
}
