using System.Text.Json.Nodes;
using VpnMesh.EndToEnd.Tests.Clients;

namespace VpnMesh.Contract.Tests.Reference;

/// <summary>The page for people, as a browser shows it.</summary>
[Collection(nameof(ReferenceSystem))]
public sealed class PageTests(ReferenceSystem reference)
{
    [Fact]
    public async Task The_page_loads_without_trouble_lists_every_operation_and_makes_a_call_with_a_token()
    {
        var project = reference.System.Admin.ProjectId;
        await using var page = await ReferencePage.OpenAsync(reference.System.PublicUrl);
        var listed = await page.OperationsAsync();
        DescribedOperation.Of(reference.Document).Select(operation => operation.Method + operation.Path).Except(listed).ShouldBeEmpty();
        await page.UseTokenAsync(await Administration.TokenAsync(reference.System, project));
        var (status, body) = await page.TryAsync("GET/v5/{project_id}/vpn/quotas", project);
        status.ShouldBe(200, body);
        JsonNode.Parse(body)!["quotas"]!["resources"]!.AsArray().ShouldNotBeEmpty();
        page.Troubles.ShouldBeEmpty();
    }
}
