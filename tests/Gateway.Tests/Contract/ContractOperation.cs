namespace VpnMesh.Gateway.Tests.Contract;

/// <summary>An operation as the contract has it: a row of <c>operations.tsv</c>, which is a copy of the contract's index.</summary>
/// <param name="Id">Operation id.</param>
/// <param name="Service">Part of the system that answers it.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path with its variables.</param>
/// <param name="Success">HTTP status of success.</param>
/// <param name="Action">IAM action; empty (<c>-</c>) when none is looked at before the body is.</param>
/// <param name="EnterpriseProject">Whether a grant made on an enterprise project counts.</param>
/// <param name="Since">Issue that added it to the system; <c>-</c> while it is not there. This column alone is not the contract's.</param>
internal sealed record ContractOperation(
    string Id, string Service, string Method, string Path, int Success, string Action, bool EnterpriseProject, string Since)
{
    public bool IsExpected => Since != "-";

    public static IReadOnlyList<ContractOperation> All { get; } =
        [.. File.ReadLines(System.IO.Path.Combine(AppContext.BaseDirectory, "Contract", "operations.tsv")).Skip(1).Select(Parse)];

    private static ContractOperation Parse(string line)
    {
        var cells = line.Split('\t');
        var success = int.Parse(cells[4], System.Globalization.CultureInfo.InvariantCulture);
        return new(cells[0], cells[1], cells[2], cells[3], success, cells[5] == "-" ? "" : cells[5], cells[6] == "yes", cells[7]);
    }
}
