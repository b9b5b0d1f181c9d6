namespace VpnMesh.Contract.Tests.Access;

/// <summary>What the contract says to each caller of an operation.</summary>
internal static class AccessMatrix
{
    /// <summary>A valid request of the operation by everybody who may not make it, then by everybody who may.</summary>
    public static IEnumerable<Probe> Of(ContractOperation operation)
    {
        var file = CaseFile.Of(operation.Id);
        var request = file.RequestOf(operation, file.Repeatable ?? file.AllKinds.Keys.First());
        return Enum.GetValues<Caller>()
            .Select(caller => new Probe(operation.Id, $"called by {caller}", [], request, OutcomeOf(Permission.Of(operation.Id), caller), By: caller))
            .OrderBy(probe => probe.Expected is Outcome.Accepted);
    }

    private static Outcome OutcomeOf(Permission permission, Caller caller) => caller switch
    {
        Caller.DisabledKey => new Outcome.Refused("APIGW.0301", "ak not exist"),
        Caller.RevokedToken => new Outcome.Refused("APIGW.0301", "decrypt token fail"),
        Caller.Exact or Caller.Full => new Outcome.Accepted(),
        Caller.ActionAlone when !permission.NeedsAlso => new Outcome.Accepted(),
        Caller.InItsEnterpriseProject when permission.EnterpriseProject => new Outcome.Accepted(),
        Caller.ReadOnly when permission.Reads => new Outcome.Accepted(),
        _ => new Outcome.Refused("VPN.0003", ""),
    };
}
